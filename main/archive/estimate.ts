import type { Estimate } from '../../shared/bundles.ts';
import type { Database } from './database.ts';
import type { ExportSelection } from './face.ts';
import { matchExpression, parseQuery } from './query.ts';
import { conditionsOf } from './selection.ts';

/** Cleaned HTML is twice as long as what is stored of it (body-codec.ts); a ZIP takes off about as much again. */
const UNPACKED = 2;

/**
 * How much a selection holds, from stored sizes alone: no text is unpacked and no picture read. `textBytes`: of the HTML,
 * as plain text, give or take a tenth. `pictureBytes`: each picture once.
 */
export function estimate(database: Database, selection: ExportSelection): Estimate {
  const { where, bind } = conditionsOf(selection);
  const expression = selection.query === null ? null : matchExpression(parseQuery(selection.query));
  const conditions = [
    'TRUE',
    ...where,
    ...(selection.query === null
      ? []
      : [expression === null ? 'FALSE' : 's.article IN (SELECT rowid FROM word WHERE word MATCH @expression)']),
  ];
  const chosen = `FROM status s JOIN article a ON a.n = s.article`;
  const all = { ...bind, ...(expression !== null && { expression }) };
  const { articles, headlines, textBytes } = database
    .sql<Omit<Estimate, 'pictures' | 'pictureBytes'>>(
      `SELECT count(*) AS articles, count(*) FILTER (WHERE a.stored = 0) AS headlines,
         coalesce(sum(length(v.body) * iif(v.codec = 0, 1, ${UNPACKED})), 0) AS textBytes
       ${chosen} LEFT JOIN version v ON v.n = a.shown WHERE ${conditions.join(' AND ')}`,
    )
    .get(all) as Omit<Estimate, 'pictures' | 'pictureBytes'>;
  const pictures = database
    .sql<Pick<Estimate, 'pictures' | 'pictureBytes'>>(
      `SELECT count(*) AS pictures, coalesce(sum(length(i.bytes)), 0) AS pictureBytes FROM image i WHERE i.n IN (
         SELECT p.image ${chosen} JOIN asset x ON x.version = a.shown JOIN picture p ON p.n = x.picture
         WHERE p.state = 2 AND ${conditions.join(' AND ')})`,
    )
    .get(all) as Pick<Estimate, 'pictures' | 'pictureBytes'>;
  return { articles, headlines, textBytes, ...pictures };
}
