import { rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { BundlePreview } from '../../../../shared/bundles.ts';
import { runBundleJobs } from '../../../service/run-bundle-job.ts';
import { knownKeysOf } from '../../../service/known-keys.ts';
import { makeLookFolder } from '../../../service/transfer-folders.ts';
import { counted } from '../amounts.ts';
import { exitOf, type Call, type Command } from '../call.ts';
import { secretFrom } from '../locks.ts';
import { printable } from '../output.ts';
import { bundleFailure, noBundle, recordOf, saidOf } from '../bundle-records.ts';
import { watchOf } from '../watch.ts';

export const verify: Command = async (call) => {
  const { operands, output } = call;
  const counts = { done: 0, failed: 0, unreachable: 0 };
  const known = await knownKeysOf(call);
  for (const file of operands) {
    try {
      const preview = await look(call, resolve(file), known);
      counts.done += 1;
      await output.record(recordOf(file, preview, preview.fresh));
      await output.line(`${printable(file)}: ${saidOf(preview)}; ${counted(preview.fresh, 'new article')}`);
    } catch (error) {
      const failure = bundleFailure(error);
      counts.failed += 1;
      await output.record(noBundle(file, failure));
      output.note(`${printable(file)}: ${failure.message}`);
    }
  }
  return exitOf(counts);
};

/** What has to be unlocked or joined lies in the data folder meanwhile. */
async function look(call: Call, file: string, known: Awaited<ReturnType<typeof knownKeysOf>>): Promise<BundlePreview> {
  const folder = await makeLookFolder(call.dir);
  try {
    const { preview } = await runBundleJobs(call.dir)(
      {
        kind: 'preview',
        files: [file],
        inPlace: true,
        passphrase: secretFrom(call, 'passphrase-env'),
        identityFile: call.flags.identity ?? null,
        folder,
        known,
      },
      watchOf(call.output),
    );
    return preview;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
