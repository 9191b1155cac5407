import { statSync } from 'node:fs';
import type { ArchiveStats } from '../../shared/model.ts';
import type { Database } from './database.ts';

type Totals = {
  articles: number;
  unread: number;
  starred: number;
  whole: number;
  images: number;
  text_bytes: number;
  image_bytes: number;
};

function totals(database: Database): Totals {
  return database.sql<Totals>('SELECT * FROM totals').get() as Totals;
}

export function counts(database: Database): { articles: number; whole: number; unread: number } {
  const { articles, whole, unread } = totals(database);
  return { articles, whole, unread };
}

/** `bytes.file`: the database with its write-ahead log, as the disk sees it. */
export function stats(database: Database): ArchiveStats {
  const row = totals(database);
  const sources = database
    .sql<{ count: number }>('SELECT count(*) AS count FROM feed WHERE subscribed = 1')
    .get()?.count;
  const index = database
    .sql<{ bytes: number | null }>('SELECT sum(length(block)) AS bytes FROM word_data')
    .get()?.bytes;
  const { name } = database.connection;
  return {
    sources: sources ?? 0,
    articles: row.articles,
    whole: row.whole,
    images: row.images,
    unread: row.unread,
    starred: row.starred,
    bytes: {
      text: row.text_bytes,
      index: index ?? 0,
      images: row.image_bytes,
      file: sizeOf(name) + sizeOf(`${name}-wal`),
    },
  };
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}
