import { isLarderError } from '../../../../shared/errors.ts';
import { openReader, type CheckReport } from '../../../service/reader.ts';
import { counted } from '../amounts.ts';
import { UsageError } from '../arguments.ts';
import { EXIT, type Call, type Command } from '../call.ts';

export const doctor: Command = async ({ dir, flags, now, output }) => {
  if (flags.repair === true) {
    throw new UsageError('This version only checks: --repair is not there yet. Without it nothing is changed.');
  }
  const { ok, articles, schema, problems } = check({ dir, now });
  await output.record({ ok, articles, schema, problems });
  for (const problem of problems) await output.line(`${problem.what}: ${problem.fact}`);
  await output.line(
    ok
      ? `The archive is whole: ${counted(articles, 'article')} checked.`
      : `${counted(problems.length, 'problem')} found. Nothing was changed; keep a copy of the data folder.`,
  );
  return ok ? EXIT.done : EXIT.failed;
};

/** A file too damaged to be opened is a finding like the others. */
function check(options: Pick<Call, 'dir' | 'now'>): CheckReport {
  try {
    const reader = openReader(options);
    try {
      return reader.check();
    } finally {
      reader.close();
    }
  } catch (error) {
    if (!isLarderError(error) || error.code !== 'ARCHIVE_DAMAGED') throw error;
    return { ok: false, articles: 0, schema: 0, problems: [{ what: 'archive.db', fact: error.message }] };
  }
}
