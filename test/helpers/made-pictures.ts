import sharp from 'sharp';

/**
 * JPEGs that look like photographs to a decoder and differ in a few bytes: one picture, with a comment of its own in each.
 * @returns what makes the n-th
 */
export async function madePictures(width = 1200, height = 800, sigma = 2): Promise<(n: number) => Buffer> {
  let state = 1;
  const noise = Buffer.alloc(width * height * 3);
  for (let at = 0; at < noise.length; at += 1) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    noise[at] = state >>> 24;
  }
  const jpeg = await sharp(noise, { raw: { width, height, channels: 3 } })
    .blur(sigma)
    .jpeg({ quality: 75 })
    .toBuffer();
  return (n) => {
    const comment = Buffer.alloc(12);
    comment.writeUInt16BE(0xfffe, 0);
    comment.writeUInt16BE(10, 2);
    comment.writeBigUInt64BE(BigInt(n), 4);
    return Buffer.concat([jpeg.subarray(0, 2), comment, jpeg.subarray(2)]);
  };
}
