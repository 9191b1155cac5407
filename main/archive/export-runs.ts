import type { ExportRun } from '../../shared/planning.ts';
import type { Database } from './database.ts';

export function exportRuns(database: Database): ExportRun[] {
  return database
    .sql<ExportRun>('SELECT id, last_ms AS lastMs, last_file AS lastFile, problem FROM export_run ORDER BY id')
    .all();
}

export function saveExportRun(database: Database, { id, lastMs, lastFile, problem }: ExportRun): void {
  database
    .sql('INSERT OR REPLACE INTO export_run (id, last_ms, last_file, problem) VALUES (?, ?, ?, ?)')
    .run(id, Math.round(lastMs), lastFile, problem);
}

/** Runs of exports that are no more: names of files tell what was taken along. */
export function keepExportRuns(database: Database, ids: readonly string[]): void {
  database.sql('DELETE FROM export_run WHERE id NOT IN (SELECT value FROM json_each(?))').run(JSON.stringify(ids));
}
