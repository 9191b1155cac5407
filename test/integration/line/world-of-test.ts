/** A world per test, and fetchers and readers in it, all closed after the test. */
import { afterEach, expect, test } from 'vitest';
import { createFetcher, type FetcherOptions } from '../../../main/fetch/fetcher.ts';
import type { FetchLimits } from '../../../main/fetch/limits.ts';
import type { FetchOutcome, FetchRequest } from '../../../shared/model.ts';
import { answer } from '../../helpers/hostile-server.ts';
import { openLineReader, type LineReader, type ReaderOptions } from '../../helpers/line-reader.ts';
import { openLineWorld, type LineWorld } from '../../helpers/line-world.ts';
import { rss } from '../../helpers/made-news.ts';

/** Limits a test can wait for; for tests about waiting only, since a busy machine is slower than this at times. */
export const QUICK = {
  lookupTimeoutMs: 2_000,
  tcpTimeoutMs: 1_000,
  tlsTimeoutMs: 1_000,
  headersTimeoutMs: 1_000,
  idleTimeoutMs: 800,
} as const satisfies Partial<FetchLimits>;

const toClose: { close(): Promise<void> }[] = [];

afterEach(async () => {
  // The last opened first: readers before the world they live in.
  for (const closing of toClose.splice(0).reverse()) await closing.close();
});

export function closeLater<T extends { close(): Promise<void> }>(closing: T): T {
  toClose.push(closing);
  return closing;
}

export async function newWorld(): Promise<LineWorld> {
  return closeLater(await openLineWorld());
}

export async function newReader(world: LineWorld, options: ReaderOptions = {}): Promise<LineReader> {
  return closeLater(await openLineReader(world, options));
}

/** One request of a fetcher of its own; a subscribed address, as a feed's is. */
export async function fetchOnce(
  world: LineWorld,
  request: Partial<FetchRequest> & { readonly url: string },
  options: Partial<FetcherOptions> = {},
): Promise<FetchOutcome> {
  const { limits, ...others } = options;
  const fetcher = closeLater(createFetcher({ now: Date.now, ...world.fetcherOptions(limits), ...others }));
  return fetcher.fetch({ kind: 'feed', allowPrivate: true, ...request });
}

/** Two more sources that answer, so that what fails is one source and not the line. */
export async function twoThatAnswer(world: LineWorld, reader: LineReader): Promise<void> {
  for (const name of ['answering-one.net', 'answering-two.com']) {
    const site = await world.site(name);
    site.on('/feed', answer({ body: rss({ title: name, items: [{ title: name }] }), framing: 'close' }));
    await reader.subscribe(site.url('/feed'));
  }
}

const LATER = { 5: 'bundles, issue 5' } as const;

/** A case of the catalogue that is not this part's: listed with where it belongs, so that none is lost. */
export function belongsTo(issue: keyof typeof LATER, name: string): void {
  const reason = `belongs to ${LATER[issue]}`;
  console.log(`skipped: ${name}: ${reason}`);
  // oxlint-disable-next-line vitest/no-disabled-tests -- the list of the catalogue is whole, and the title says why
  test.skip(`${name} (${reason})`, () => expect.unreachable(reason));
}
