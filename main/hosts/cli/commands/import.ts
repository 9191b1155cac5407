import { counted } from '../amounts.ts';
import { exitOf, type Command } from '../call.ts';
import { expectedFailure } from '../failure.ts';
import { openLarder } from '../open-larder.ts';
import { oneLine, printable } from '../output.ts';
import { readWholeFile } from '../read-file.ts';

/** The contract takes 12 MB of base64, which is 9 MB of file: lists of some 40,000 feeds. */
const MAX_OPML_BYTES = 8_900_000;

export const importFiles: Command = async (call) => {
  const { operands, output } = call;
  const larder = await openLarder(call);
  const counts = { done: 0, failed: 0, unreachable: 0 };
  try {
    for (const file of operands) {
      try {
        const bytes = await readWholeFile(file, MAX_OPML_BYTES, 'BODY_TOO_LARGE');
        const bytesBase64 = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
        const report = await larder.handlers['opml.import']({ bytesBase64 });
        counts.done += 1;
        await output.record({ file, ok: true, ...report });
        await output.line(
          `${printable(file)}: ${counted(report.added, 'feed')} added, ${report.merged} already there${
            report.salvaged ? '; the file was damaged, and this is what could be read' : ''
          }`,
        );
        for (const skipped of report.skipped) output.note(`  skipped ${oneLine(skipped.what)}: ${skipped.reason}`);
      } catch (error) {
        const failure = expectedFailure(error);
        counts.failed += 1;
        await output.record({ file, ok: false, error: failure });
        output.note(`${printable(file)}: ${failure.message}`);
      }
    }
  } finally {
    await larder.close();
  }
  return exitOf(counts);
};
