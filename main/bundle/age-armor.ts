import { LarderError } from '../../shared/errors.ts';

const BEGIN = '-----BEGIN AGE ENCRYPTED FILE-----';
const END = '-----END AGE ENCRYPTED FILE-----';
/** Whole lines have 64 characters, the last may be shorter (https://age-encryption.org/v1, "ASCII armor"). */
const LINE = /^(?:[A-Za-z0-9+/]{4}){0,15}(?:[A-Za-z0-9+/]{4}|[A-Za-z0-9+/]{3}=|[A-Za-z0-9+/]{2}==)$/;
const LINE_MOST_CHARACTERS = 64;
/** Blanks may stand around it; nobody writes more. */
const BLANK_LINES_MOST = 1000;

/**
 * The bytes that `age --armor` wrote as text, piece by piece.
 * @throws LarderError BUNDLE_DAMAGED while it is read
 */
export async function* withoutArmor(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let where: 'before' | 'inside' | 'after' = 'before';
  let isLast = false;
  let blanks = 0;
  for await (const lines of linesOf(source)) {
    const decoded: Buffer[] = [];
    for (const line of lines) {
      if (where === 'inside') {
        if (line === END) where = 'after';
        else if (isLast || !LINE.test(line)) throw damaged();
        else {
          isLast = line.length < LINE_MOST_CHARACTERS || line.endsWith('=');
          decoded.push(Buffer.from(line, 'base64'));
        }
      } else if (where === 'before' && line.trim() === BEGIN) where = 'inside';
      else if (line.trim() !== '' || ++blanks > BLANK_LINES_MOST) throw damaged();
    }
    if (decoded.length > 0) yield Buffer.concat(decoded);
  }
  if (where !== 'after') throw damaged();
}

/** As many whole lines as a piece brought; a carriage return before the end of a line is none of it. */
async function* linesOf(source: AsyncIterable<Uint8Array>): AsyncGenerator<string[]> {
  let rest = '';
  for await (const piece of source) {
    const lines = (rest + Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength).toString('latin1')).split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > 1024) throw damaged();
    yield lines.map((line) => line.replace(/\r$/, ''));
  }
  yield [rest.replace(/\r$/, '')];
}

function damaged(): LarderError {
  return new LarderError('BUNDLE_DAMAGED', 'The encrypted file is cut, or something in it was changed.');
}
