// The product's command line on a real network that is slow, half dead or not there: cases 12, 38 and 53.
import { beforeEach, describe, expect, test } from 'vitest';
import type { FarSite } from '../../helpers/far-side.ts';
import { missingNamespaces, openLine, type Line } from '../../helpers/namespaces.ts';
import { closeLater } from './world-of-test.ts';

const missing = missingNamespaces();
if (missing !== null) console.log(`skipped: all on a line of its own: ${missing}`);

async function lineTo(sites: readonly FarSite[]): Promise<Line> {
  const opened = closeLater(await openLine(sites));
  await opened.subscribe(sites);
  return opened;
}

const site = (name: string, more: Partial<FarSite> = {}): FarSite => ({
  name,
  addresses: [`203.9.${120 + name.length}.${(name.codePointAt(0) ?? 0) % 200}`],
  articles: 2,
  ...more,
});

describe('on a line of its own', () => {
  beforeEach(({ skip }) => (missing === null ? undefined : skip(missing)));

  test('everything works: names, feeds, texts, pictures', async () => {
    const line = await lineTo([site('a-paper.org'), site('b-times.net')]);
    const { code, err, records } = await line.larder(['fetch', '--json']).finished;
    expect(err).toBe('');
    expect(code).toBe(0);
    expect(records().at(-1)).toMatchObject({ summary: { state: 'open', ok: 2, new: 4, articles: 4, images: 4 } });
  });

  test('53 without any interface every source is LOCAL and the line OFFLINE, within 5 s', async () => {
    const line = await lineTo([site('a-paper.org'), site('b-times.net')]);
    line.removeInterface();
    const { code, records } = await line.larder(['fetch', '--json']).finished;
    expect(code).toBe(4);
    const sources = records();
    const { summary } = sources.pop() as { summary: { state: string; ms: number } };
    expect(summary.state).toBe('offline');
    expect(summary.ms).toBeLessThan(5_000);
    expect(sources.map(({ outcome }) => outcome)).toEqual(['LOCAL', 'LOCAL']);
  });

  test('53 with its only interface down every source is LOCAL and the line OFFLINE, within 5 s', async () => {
    const line = await lineTo([site('a-paper.org'), site('b-times.net')]);
    line.setInterface('down');
    const { records } = await line.larder(['fetch', '--json']).finished;
    const sources = records();
    const { summary } = sources.pop() as { summary: { state: string; ms: number } };
    expect(summary.state).toBe('offline');
    expect(summary.ms).toBeLessThan(5_000);
    expect(sources.map(({ outcome }) => outcome)).toEqual(['LOCAL', 'LOCAL']);
  });

  test('53 the interface goes while feeds are on their way: LOCAL, OFFLINE within 5 s, and nothing is held against them', async () => {
    const stuck = ['a-paper.org', 'b-times.net', 'c-post.com'].map((name) => site(name, { stuck: true }));
    const line = await lineTo(stuck);
    const { finished } = line.larder(['fetch', '--json']);
    await until(() => line.requests.length === 3);
    const goneMs = performance.now();
    line.removeInterface();
    const { records } = await finished;
    const tookMs = performance.now() - goneMs;
    const sources = records();
    const { summary } = sources.pop() as { summary: { state: string } };
    console.log(`the interface went: the pass ended after ${Math.round(tookMs)} ms`);
    expect(summary.state).toBe('offline');
    expect(sources.map(({ outcome }) => outcome)).toEqual(['LOCAL', 'LOCAL', 'LOCAL']);
    expect(tookMs).toBeLessThan(7_000); // 5 s and what it takes to end the process
  });

  test('12 version 6 is swallowed and version 4 is fine: OK within 4 s', async () => {
    const both = site('both-paper.org', { addresses: ['2600:1f18::77', '203.9.120.77'] });
    const line = await lineTo([both]);
    const { code, records } = await line.larder(['fetch', '--json']).finished;
    expect(code).toBe(0);
    expect(records()[0]).toMatchObject({ outcome: 'OK', new: 2 });
    expect(Number(records()[0]?.['ms'])).toBeLessThan(4_000);
    expect(line.requests.map(({ path }) => path)).toContain('/image/0');
  });

  test('38 at 32 kbit/s all headlines come first, and no picture before the last text', async () => {
    const sites = ['a-one.org', 'b-two.net', 'c-three.com', 'd-four.info', 'e-five.io'].map((name) =>
      site(name, { articles: 4 }),
    );
    const line = await lineTo(sites);
    line.throttle(32);
    const { records } = await line.larder(['fetch', '--json']).finished;
    const { summary } = records().at(-1) as { summary: { ok: number; articles: number; images: number; ms: number } };
    console.log(`32 kbit/s: ${JSON.stringify(summary)}`);
    expect(summary).toMatchObject({ ok: 5, articles: 20, images: 20 });
    const order = line.requests.map(({ path }) => (path === '/feed' ? 'feed' : path.split('/')[1]));
    expect(order).toEqual([...Array(5).fill('feed'), ...Array(20).fill('article'), ...Array(20).fill('image')]);
  });
});

async function until(holds: () => boolean): Promise<void> {
  const deadlineMs = performance.now() + 30_000;
  while (!holds()) {
    if (performance.now() > deadlineMs) throw new Error('it never came to that');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
