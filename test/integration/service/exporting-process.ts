/**
 * An exporter to be killed: writes one scheduled export after another from the archive named by its argument, and tells
 * each file when it is whole. Arguments: archive, folder to write to.
 */
import { writeSync } from 'node:fs';
import { createScheduledExports } from '../../../main/service/scheduled-exports.ts';
import { openReader } from '../../../main/service/reader.ts';
import { usualExport } from './usual-export.ts';

const [dir = '', folder = ''] = process.argv.slice(2);
const exports = createScheduledExports({
  now: Date.now,
  library: () => usualExport(folder),
  archive: openReader({ dir, now: Date.now }),
  runs: { exportRuns: () => [], saveExportRun: () => undefined },
  onBug: (error) => console.error(error),
});
writeSync(1, 'open\n');
for (;;) writeSync(1, `${(await exports.run('e1')).file}\n`);
