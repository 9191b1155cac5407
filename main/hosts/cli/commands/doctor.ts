import { openReader } from '../../../service/reader.ts';
import { counted } from '../amounts.ts';
import { UsageError } from '../arguments.ts';
import { EXIT, type Command } from '../call.ts';

export const doctor: Command = async ({ dir, flags, now, output }) => {
  if (flags.repair === true) {
    throw new UsageError('This version only checks: --repair is not there yet. Without it nothing is changed.');
  }
  const reader = openReader({ dir, now });
  try {
    const report = reader.check();
    await output.record({
      ok: report.ok,
      articles: report.articles,
      schema: report.schema,
      problems: report.problems,
    });
    for (const problem of report.problems) await output.line(`${problem.what}: ${problem.fact}`);
    await output.line(
      report.ok
        ? `The archive is whole: ${counted(report.articles, 'article')} checked.`
        : `${counted(report.problems.length, 'problem')} found. Nothing was changed; keep a copy of the data folder.`,
    );
    return report.ok ? EXIT.done : EXIT.failed;
  } finally {
    reader.close();
  }
};
