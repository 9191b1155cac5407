import { openReader } from '../../../service/reader.ts';
import { counted, formatBytes } from '../amounts.ts';
import { EXIT, type Command } from '../call.ts';

export const stats: Command = async ({ dir, now, output }) => {
  const reader = openReader({ dir, now });
  try {
    const { sources, articles, whole, images, unread, starred, bytes } = reader.stats();
    await output.record({
      sources,
      articles,
      whole,
      images,
      unread,
      starred,
      bytes: { text: bytes.text, index: bytes.index, images: bytes.images, file: bytes.file },
    });
    await output.line(`${counted(sources, 'source')}, ${counted(articles, 'article')} (${whole} stored whole)`);
    await output.line(`${unread} unread, ${starred} starred, ${counted(images, 'picture')}`);
    await output.line(
      `text ${formatBytes(bytes.text)}, search index ${formatBytes(bytes.index)}, pictures ${formatBytes(bytes.images)}; ${formatBytes(bytes.file)} on disk`,
    );
    return EXIT.done;
  } finally {
    reader.close();
  }
};
