import { type QueryClient, useQueries, useQuery } from '@tanstack/react-query';
import { useCallback, useMemo } from 'react';
import type { ListView } from '../../shared/contract.ts';
import type { ArticleSummary, SnippetPart } from '../../shared/model.ts';
import type { HostedClient } from '../client.ts';
import { useClient } from './client-context.ts';
import { KEYS } from './queries.ts';

/** A row of the list; a search result carries its snippet. */
export type Row = ArticleSummary & { readonly snippet?: readonly SnippetPart[] };
export type RowPage = { readonly items: readonly Row[]; readonly total: number; readonly unread: number };

/** What the list shows: a view as it stood at a moment, or, with a query, what a search over everything finds. */
export type RowSource = { readonly view: ListView; readonly asOfMs: number; readonly query: string };

/** Some seven screens: few calls while scrolling, little waiting for one. */
export const PAGE_ROWS = 100;
/** Pages out of sight are dropped after a minute, so that a flight over 100,000 rows does not keep them all. */
const KEEP_MS = 60_000;

export async function fetchRowPage(client: HostedClient, source: RowSource, page: number): Promise<RowPage> {
  const offset = page * PAGE_ROWS;
  if (source.query !== '') {
    const found = await client.call('articles.search', { query: source.query, offset, limit: PAGE_ROWS });
    return { items: found.items, total: found.total, unread: 0 };
  }
  return await client.call('articles.list', { view: source.view, offset, limit: PAGE_ROWS, asOfMs: source.asOfMs });
}

function pageQuery(client: HostedClient, source: RowSource, page: number) {
  return {
    queryKey: [KEYS.rows, source, page] as const,
    queryFn: () => fetchRowPage(client, source, page),
    gcTime: KEEP_MS,
  };
}

export type Rows = {
  /** Undefined until the first page is here. */
  readonly total: number | undefined;
  readonly unread: number;
  readonly error: unknown;
  /** Undefined while its page is on the way. */
  at(index: number): Row | undefined;
};

/** Rows by index, of which only the pages around `first..last` are held. */
export function useRows(source: RowSource, first: number, last: number): Rows {
  const client = useClient();
  const head = useQuery({
    ...pageQuery(client, source, 0),
    // While typing, the last results stay until the next are here; a change of view starts clean.
    placeholderData: (previous: RowPage | undefined, before) =>
      source.query !== '' && before && before.queryKey[1].query !== '' ? previous : undefined,
  });

  const pages = useMemo(() => pagesBetween(first, last), [first, last]);
  const later = useQueries({
    queries: pages.map((page) => pageQuery(client, source, page)),
    combine: (results) => results.map((result) => result.data),
  });

  const byPage = useMemo(() => {
    const map = new Map<number, RowPage>();
    pages.forEach((page, position) => {
      const data = later[position];
      if (data) map.set(page, data);
    });
    if (head.data) map.set(0, head.data);
    return map;
  }, [pages, later, head.data]);

  const at = useCallback(
    (index: number) => byPage.get(Math.floor(index / PAGE_ROWS))?.items[index % PAGE_ROWS],
    [byPage],
  );
  return { total: head.data?.total, unread: head.data?.unread ?? 0, error: head.error, at };
}

/** Page numbers that cover the rows `first..last`, without page 0, which is always held. */
export function pagesBetween(first: number, last: number): number[] {
  const from = Math.max(1, Math.floor(first / PAGE_ROWS));
  const to = Math.floor(last / PAGE_ROWS);
  return to < from ? [] : Array.from({ length: to - from + 1 }, (_, index) => from + index);
}

/** One row for sure, asked for when it is not held. Undefined beyond the end. */
export async function loadRow(
  client: HostedClient,
  cache: QueryClient,
  source: RowSource,
  index: number,
): Promise<Row | undefined> {
  if (index < 0) return undefined;
  const page = await cache.ensureQueryData(pageQuery(client, source, Math.floor(index / PAGE_ROWS)));
  return page.items[index % PAGE_ROWS];
}

/** The row when it is held. */
export function loadedRow(cache: QueryClient, source: RowSource, index: number): Row | undefined {
  if (index < 0) return undefined;
  const page = cache.getQueryData<RowPage>([KEYS.rows, source, Math.floor(index / PAGE_ROWS)]);
  return page?.items[index % PAGE_ROWS];
}
