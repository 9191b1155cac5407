import { open, readdir, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { LarderError } from '../../../../shared/errors.ts';
import type { Larder } from '../../../service/larder.ts';
import { counted } from '../amounts.ts';
import { bundleFailure, noBundle, recordOf, saidOf } from '../bundle-records.ts';
import { exitOf, type Call, type Command } from '../call.ts';
import { secretFrom } from '../locks.ts';
import { openLarder } from '../open-larder.ts';
import { oneLine, printable } from '../output.ts';
import { readWholeFile, why } from '../read-file.ts';
import { watchOf } from '../watch.ts';

/** The contract takes 12 MB of base64, which is 9 MB of file: lists of some 40,000 feeds. */
const MAX_OPML_BYTES = 8_900_000;
/** What bundles are called in a folder; of volumes the list of them stands for all. */
const IN_FOLDER = /\.(?:zip|age|larder|parts)$/i;
const VOLUME = /\.(?:parts|\d{3,})$/i;

export const importFiles: Command = async (call) => {
  const { output } = call;
  const larder = await openLarder(call);
  const counts = { done: 0, failed: 0, unreachable: 0 };
  let bundles = 0;
  try {
    for (const operand of call.operands) {
      for (const file of await filesOf(operand)) {
        let isBundle = false;
        try {
          isBundle = file !== '-' && (await looksLikeBundle(file));
          if (isBundle) await importBundle(larder, call, file);
          else await importOpml(larder, call, file);
          bundles += Number(isBundle);
          counts.done += 1;
        } catch (error) {
          const failure = bundleFailure(error);
          counts.failed += 1;
          await output.record(
            isBundle
              ? noBundle(file, failure)
              : { file, ok: false, error: { code: failure.code, message: failure.message } },
          );
          output.note(`${printable(file)}: ${failure.message}`);
        }
      }
    }
    if (bundles > 0) {
      await larder.resumeImports();
      // So that a search right after this finds what came.
      await larder.indexArrivals();
    }
  } finally {
    await larder.close();
  }
  return exitOf(counts);
};

/** A folder stands for the bundles in it, the oldest name first. */
async function filesOf(operand: string): Promise<readonly string[]> {
  const facts = operand === '-' ? null : await stat(operand).catch(() => null);
  if (!facts?.isDirectory()) return [operand];
  // One that may not be read is told like a file.
  const names = (await readdir(operand).catch(() => null))?.filter((name) => IN_FOLDER.test(name)).sort();
  return names?.map((name) => join(operand, name)) ?? [operand];
}

/** A ZIP or an age file begins like one; a volume in the middle begins like nothing, but is called one. */
async function looksLikeBundle(path: string): Promise<boolean> {
  if (VOLUME.test(path)) return true;
  let file;
  try {
    file = await open(path, 'r');
  } catch {
    return IN_FOLDER.test(path); // what cannot be read is told by whoever reads it
  }
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(32), 0, 32, 0);
    const head = buffer.subarray(0, bytesRead).toString('latin1');
    return (
      head.startsWith('PK') ||
      head.startsWith('age-encryption.org/') ||
      head.startsWith('-----BEGIN AGE') ||
      IN_FOLDER.test(path)
    );
  } catch (error) {
    throw new LarderError('FILE_UNREADABLE', `Cannot read ${path}: ${why(error)}.`, {}, { cause: error });
  } finally {
    await file.close();
  }
}

async function importBundle(larder: Larder, call: Call, file: string): Promise<void> {
  const { output } = call;
  const { bundle, report } = await larder.importFile(resolve(file), {
    passphrase: secretFrom(call, 'passphrase-env'),
    identityFile: call.flags.identity ?? null,
    onProgress: (progress) => watchOf(output).onProgress(progress),
  });
  await output.record(recordOf(file, bundle, report.added));
  const { added, improved, badPictures } = report;
  await output.line(
    `${printable(file)}: ${saidOf(bundle)}; ${counted(added, 'new article')}, ${improved} more complete now`,
  );
  if (badPictures > 0) output.note(`  left out: ${counted(badPictures, 'picture')} that cannot be shown`);
}

async function importOpml(larder: Larder, { output }: Call, file: string): Promise<void> {
  const bytes = await readWholeFile(file, MAX_OPML_BYTES, 'BODY_TOO_LARGE');
  const bytesBase64 = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
  const report = await larder.handlers['opml.import']({ bytesBase64 });
  await output.record({ file, ok: true, ...report });
  await output.line(
    `${printable(file)}: ${counted(report.added, 'feed')} added, ${report.merged} already there${
      report.salvaged ? '; the file was damaged, and this is what could be read' : ''
    }`,
  );
  for (const skipped of report.skipped) output.note(`  skipped ${oneLine(skipped.what)}: ${skipped.reason}`);
}
