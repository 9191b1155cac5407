/**
 * `node test/bench/feed-throughput.ts`: a feed of 5 MB and 5,000 items through rss-parser alone, and through all that
 * Larder does before cleaning (the tolerant pass, rss-parser, the mapper). Medians of interleaved runs in one process.
 * The bar is a ratio of 2.5; exits with 1 above it.
 */
import { pathToFileURL } from 'node:url';
import Parser from 'rss-parser';
import { readFeed } from '../../main/extract/feed.ts';
import { canonicalise } from '../../main/extract/feed/canonical.ts';
import { reportResult } from './report.ts';

const ITEMS = 5000;
const RUNS = 9;
const MOST = 2.5;

/** Items as WordPress writes them: escaped summary, body in CDATA, some 1 KB together. */
export function syntheticFeed(items: number): string {
  const parts = [
    '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:atom="http://www.w3.org/2005/Atom"><channel><title>Bench</title><link>https://bench.example/</link><atom:link href="https://bench.example/feed" rel="self" type="application/rss+xml"/>',
  ];
  for (let i = 0; i < items; i++) {
    const day = String(1 + (i % 28)).padStart(2, '0');
    parts.push(
      `<item><title>Article number ${i} &amp; what it says</title><link>https://bench.example/2026/${i}/</link>` +
        `<dc:creator><![CDATA[Author ${i % 17}]]></dc:creator><pubDate>Mon, ${day} Jun 2026 10:00:00 +0000</pubDate>` +
        `<category><![CDATA[Category ${i % 11}]]></category><guid isPermaLink="false">https://bench.example/?p=${i}</guid>` +
        `<description>&lt;p&gt;A short summary of article ${i}, with a &lt;a href="/${i}"&gt;link&lt;/a&gt; and some words &#8211; no more.&lt;/p&gt;</description>` +
        `<content:encoded><![CDATA[<p>${`Words of article ${i}, <em>as they come</em>. `.repeat(10)}</p><p><img src="/i/${i}.jpg" alt=""></p>]]></content:encoded></item>\n`,
    );
  }
  parts.push('</channel></rss>');
  return parts.join('');
}

async function timed(work: () => unknown): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
}

export type Throughput = {
  readonly megabytes: number;
  readonly aloneMs: number;
  readonly larderMs: number;
  readonly passMs: number;
};

export async function benchFeedThroughput(): Promise<Throughput> {
  const xml = syntheticFeed(ITEMS);
  const alone = new Parser();
  const times: { alone: number[]; larder: number[]; pass: number[] } = { alone: [], larder: [], pass: [] };
  for (let run = -2; run < RUNS; run++) {
    const aloneMs = await timed(() => alone.parseString(xml));
    const larderMs = await timed(() => readFeed(xml, 'https://bench.example/feed'));
    const passMs = await timed(() => canonicalise(xml, 'https://bench.example/feed'));
    if (run < 0) continue; // warming up
    times.alone.push(aloneMs);
    times.larder.push(larderMs);
    times.pass.push(passMs);
  }
  return {
    megabytes: Buffer.byteLength(xml) / 1e6,
    aloneMs: median(times.alone),
    larderMs: median(times.larder),
    passMs: median(times.pass),
  };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { megabytes, aloneMs, larderMs, passMs } = await benchFeedThroughput();
  const ratio = larderMs / aloneMs;
  console.log(`feed of ${megabytes.toFixed(2)} MB, ${ITEMS} items, median of ${RUNS} runs`);
  console.log(`rss-parser alone      ${aloneMs.toFixed(0)} ms  ${((megabytes * 1000) / aloneMs).toFixed(1)} MB/s`);
  console.log(
    `Larder, all but cleaning ${larderMs.toFixed(0)} ms  ${((megabytes * 1000) / larderMs).toFixed(1)} MB/s (tolerant pass ${passMs.toFixed(0)} ms)`,
  );
  console.log(`ratio ${ratio.toFixed(2)}, at most ${MOST}`);
  reportResult({
    what: `parsing a feed of 5 MB, beside rss-parser alone (at most ${MOST})`,
    larder: `${larderMs.toFixed(0)} ms`,
    beside: `${aloneMs.toFixed(0)} ms`,
    ratio,
  });
  process.exitCode = ratio <= MOST ? 0 : 1;
}
