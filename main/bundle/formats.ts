/** Every format but the native bundle, by its name. */
import type { Sha256 } from '../../shared/model.ts';
import { writeEpub } from './epub.ts';
import { writeMarkdown } from './markdown.ts';
import type { Pictures } from './pictures.ts';
import type { Published } from './publication.ts';
import type { Sink, Watch } from './sink.ts';
import { writeText, type ExportContent, type ExportSource } from './text-formats.ts';
import { createZipWriter } from './zip-writer.ts';

export type FormatWritten = Published & { readonly bytes: number };

/**
 * Any format but the native bundle. Where there is a limit, words of the newest articles come first and pictures last.
 * The sink is not ended.
 * @throws LarderError NOTHING_TO_EXPORT; what the sink and `watch.goOn` throw
 */
export async function writeFormat(
  archive: ExportSource,
  content: ExportContent & { readonly maxBytes: number | null },
  tools: { readonly pictures: Pictures | null },
  sink: Sink,
  watch: Watch,
): Promise<FormatWritten> {
  const { format, title, selection, pictures, queries = false, maxBytes } = content;
  const counted = countBytes(sink);
  const source = { articles: () => archive.export(selection), image: (sha256: Sha256) => archive.image(sha256) };
  if (format === 'epub') {
    const options = { title, pictures: pictures ? tools.pictures : null, queries, maxBytes };
    return { ...(await writeEpub(source, options, counted.sink, watch)), bytes: counted.bytes() };
  }
  if (format === 'markdown') {
    const zip = createZipWriter(counted.sink);
    const written = await writeMarkdown(source, { title, pictures, queries, maxBytes }, zip, watch);
    await zip.finish();
    return { ...written, bytes: counted.bytes() };
  }
  const written = await writeText(archive, { ...content, format }, maxBytes, counted.sink, watch);
  return { ...written, bytes: counted.bytes() };
}

function countBytes(sink: Sink): { readonly sink: Sink; readonly bytes: () => number } {
  let bytes = 0;
  const write = (piece: Uint8Array): Promise<void> => {
    bytes += piece.byteLength;
    return sink.write(piece);
  };
  return { sink: { ...sink, write }, bytes: () => bytes };
}
