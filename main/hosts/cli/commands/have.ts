import { basename, dirname, resolve } from 'node:path';
import { runBundleJobs } from '../../../service/run-bundle-job.ts';
import { formatBytes } from '../amounts.ts';
import { UsageError } from '../arguments.ts';
import { EXIT, type Command } from '../call.ts';
import { lockOf } from '../locks.ts';
import { printable } from '../output.ts';
import { watchOf } from '../watch.ts';

export const have: Command = async (call) => {
  const { flags, output } = call;
  if (flags.output === undefined) throw new UsageError('The list needs a file: -o FILE.');
  const path = resolve(flags.output);
  const { result } = await runBundleJobs(call.dir)(
    {
      kind: 'have',
      lock: lockOf(call),
      folder: dirname(path),
      name: basename(path),
      exactName: true,
      overwrites: true,
    },
    watchOf(output),
  );
  const bytes = result.files[0]?.bytes ?? 0;
  await output.record({ file: path, articles: result.articles, bytes });
  await output.line(`${printable(path)}: ${result.articles} articles, ${formatBytes(bytes)}`);
  if (call.flags.recipient === undefined && call.flags['passphrase-env'] === undefined) {
    output.note('It names no titles, but whoever has an article can see whether you have it: --recipient locks it.');
  }
  return EXIT.done;
};
