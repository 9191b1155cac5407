import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type Archive, type Arrival, type FeedFacts, openArchive } from '../../../main/archive/archive.ts';
import type { FeedId, FetchedNothing, ParsedArticle, ParsedFeed, ParsedItem, Sha256 } from '../../../shared/model.ts';

export const START_MS = Date.UTC(2026, 5, 1);

/** A clock that goes on by a millisecond at every look, and by hand. */
export function testClock() {
  let nowMs = START_MS;
  return { now: () => (nowMs += 1), forward: (ms: number) => void (nowMs += ms) };
}

export function temporaryFolder(): string {
  const dir = mkdtempSync(join(tmpdir(), 'larder-archive-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

/** An open archive in a folder of its own, with the named feeds subscribed; closed after the test. */
export function temporaryArchive(...feeds: string[]) {
  const dir = temporaryFolder();
  const clock = testClock();
  const archive = openArchive({ dir, now: clock.now, what: 'test' });
  subscribe(archive, ...feeds);
  let open = true;
  const close = (): void => {
    if (open) archive.close();
    open = false;
  };
  onTestFinished(close);
  return { dir, clock, archive, close };
}

export function subscribe(archive: Archive, ...feeds: string[]): void {
  archive.changeLibrary((library) => ({
    ...library,
    subscriptions: [
      ...library.subscriptions,
      ...feeds.map((id) => ({
        id: id as FeedId,
        url: `https://${id}.example/feed.xml`,
        title: null,
        siteUrl: null,
        folder: [],
        addedMs: START_MS,
        routes: null,
        pinnedPem: null,
        anchor: false,
        priority: null,
        everyMinutes: null,
      })),
    ],
  }));
}

export const feed = (id: string): FeedId => id as FeedId;

/** An item as the parser gives it; `text` becomes its body, and the fingerprint follows title and text. */
export function item(fields: Partial<ParsedItem> & { readonly text?: string }): ParsedItem {
  const { text = '', ...rest } = fields;
  const title = rest.title ?? null;
  return {
    guid: null,
    link: null,
    comments: null,
    publishedMs: null,
    updatedMs: null,
    authors: [],
    categories: [],
    image: null,
    summaryHtml: null,
    summaryText: null,
    contentHtml: text === '' ? null : `<p>${text}</p>`,
    contentText: text === '' ? null : text,
    enclosures: [],
    imageUrls: [],
    textHash: `${title} ${text}`,
    ...rest,
    title,
  };
}

export function page(fields: Partial<ParsedArticle> & { readonly text: string }): ParsedArticle {
  return {
    title: null,
    byline: null,
    siteName: null,
    language: null,
    direction: 'ltr',
    publishedMs: null,
    canonicalUrl: null,
    excerpt: null,
    html: `<p>${fields.text}</p>`,
    imageUrls: [],
    complete: true,
    ...fields,
  };
}

/** One reading of a feed: all items, then the end of the document. */
export function readFeed(archive: Archive, id: string, items: readonly ParsedItem[], language: string | null = null) {
  const result = archive.addItems(feed(id), items);
  archive.feedDone(feed(id), feedDocument(id, language), factsOf());
  return result;
}

export const VERIFIED: Arrival = { route: 'direct', authority: 'tls' };
export const UNVERIFIED: Arrival = { route: 'direct', authority: 'none' };

export function factsOf(facts: Partial<FeedFacts> = {}): FeedFacts {
  return {
    validators: { etag: '"1"', lastModified: null },
    sha256: '00' as Sha256,
    freshForMs: null,
    arrival: VERIFIED,
    wireBytes: 0,
    domain: null,
    dnsBlocked: false,
    ...facts,
  };
}

/** How a page came, as `addPage` wants it. */
export function fetchedFrom(url: string, finalUrl = url, arrival = VERIFIED, sha256 = '00'.repeat(32)) {
  return { url, finalUrl, sha256: sha256 as Sha256, arrival };
}

/** A feed as the parser gives it, less its items. */
export function feedDocument(id: string, language: string | null = null): Omit<ParsedFeed, 'items'> {
  return {
    format: 'rss',
    encoding: 'utf-8',
    id: null,
    title: `The feed ${id}`,
    description: null,
    link: `https://${id}.example/`,
    selfUrl: null,
    language,
    author: null,
    image: null,
    icon: null,
    categories: [],
    pollAfterMs: null,
    complete: true,
  };
}

export function failure(outcome: FetchedNothing['outcome'], retryAtMs: number | null = null): FetchedNothing {
  return {
    outcome,
    reason: 'as the test wants it',
    url: '',
    finalUrl: '',
    redirects: [],
    status: null,
    wireBytes: 0,
    phases: { lookupMs: null, tcpMs: null, tlsMs: null, firstByteMs: null, totalMs: 0 },
    retryAtMs,
    route: 'direct',
    authority: 'tls',
    address: null,
    issuer: null,
    dnsBlocked: false,
    connections: 1,
    serverDateMs: null,
    certificateOff: null,
    stranger: null,
    portalUrl: null,
    rescued: null,
    strangerBody: null,
  };
}

/** Titles in list order. */
export function titles(archive: Archive, limit = 500): string[] {
  const asOfMs = Number.MAX_SAFE_INTEGER;
  return archive.articles({ view: { kind: 'all' }, offset: 0, limit, asOfMs }).items.map((row) => row.title);
}

/** More than enough for a text to be known by. */
export const LONG = 'A long text says enough to be known by its words alone, and nothing else says the same. '.repeat(
  8,
);
