/**
 * Pages extracted per second and peak memory: every page of a folder, one after another, in the extract worker, in a
 * process of its own. By itself: `node test/bench/pages.ts [FOLDER] [--rounds N]`.
 */
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createExtractor } from '../../main/extract/extractor.ts';
import { parsePage } from '../../main/extract/page.ts';
import { cleanHtml } from '../../main/extract/sanitize.ts';
import { reportResult } from './report.ts';

/** The bar for one page in the worker. */
const MEDIAN_BAR_MS = 25;

export type PagesReport = {
  readonly pages: number;
  readonly megabytes: number;
  readonly pagesPerSecond: number;
  readonly medianMs: number;
  readonly p90Ms: number;
  /** Processor time of a page, both cores: unlike the others it does not depend on what else runs. */
  readonly cpuMs: number;
  readonly peakRssMb: number;
  /** The cleaner alone, on the articles found. */
  readonly cleanMedianMs: number;
};

type Case = { readonly file: string; readonly url: string; readonly headers?: Readonly<Record<string, string>> };

export async function pagesReport(folder: string, rounds = 2): Promise<PagesReport> {
  const { cases } = JSON.parse(readFileSync(resolve(folder, 'expected.json'), 'utf8')) as { cases: readonly Case[] };
  const inputs = cases.map((one) => ({
    bytes: readFileSync(resolve(folder, one.file)),
    source: { contentType: one.headers?.['Content-Type'] ?? null, url: one.url },
  }));
  const extractor = createExtractor({ workerUrl: new URL('../../main/extract/extract.worker.ts', import.meta.url) });
  const timesMs: number[] = [];
  let cpuMicroseconds = 0;
  try {
    for (let round = 0; round < rounds; round += 1) {
      const before = process.cpuUsage();
      for (const { bytes, source } of inputs) {
        const start = performance.now();
        // A page without an article takes its time, too.
        await extractor.run('page', bytes, source).catch(() => null);
        timesMs.push(performance.now() - start);
      }
      const used = process.cpuUsage(before);
      cpuMicroseconds += used.user + used.system;
    }
  } finally {
    await extractor.close();
  }
  const peakRssMb = process.resourceUsage().maxRSS / 1000;
  const totalMs = timesMs.reduce((sum, one) => sum + one, 0);
  return {
    pages: inputs.length,
    megabytes: inputs.reduce((sum, { bytes }) => sum + bytes.length, 0) / 1e6,
    pagesPerSecond: (1000 * timesMs.length) / totalMs,
    medianMs: quantile(timesMs, 0.5),
    p90Ms: quantile(timesMs, 0.9),
    cpuMs: cpuMicroseconds / 1000 / timesMs.length,
    peakRssMb,
    cleanMedianMs: quantile(cleaningTimes(inputs), 0.5),
  };
}

function cleaningTimes(
  inputs: readonly { bytes: Uint8Array; source: { contentType: string | null; url: string } }[],
): number[] {
  const articles = inputs.flatMap(({ bytes, source }) => {
    try {
      return [parsePage(bytes, source).html];
    } catch {
      return []; // no article, nothing to clean
    }
  });
  const timesMs: number[] = [];
  for (let round = 0; round < 3; round += 1) {
    for (const html of articles) {
      const start = performance.now();
      cleanHtml(html, { baseUrl: 'https://news.example/' });
      // The first round is the compiler's.
      if (round > 0) timesMs.push(performance.now() - start);
    }
  }
  return timesMs;
}

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

/** For a terminal. */
export function formatPagesReport(report: PagesReport): string {
  const { pages, megabytes, pagesPerSecond, medianMs, p90Ms, cpuMs, peakRssMb, cleanMedianMs } = report;
  return [
    `${pages} pages, ${megabytes.toFixed(1)} MB: ${pagesPerSecond.toFixed(0)} pages per second, peak ${peakRssMb.toFixed(0)} MB`,
    `one page: ${medianMs.toFixed(1)} ms median, ${p90Ms.toFixed(1)} ms p90, ${cpuMs.toFixed(1)} ms of processor on average`,
    `cleaning alone: ${cleanMedianMs.toFixed(2)} ms median an article`,
  ].join('\n');
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const named = process.argv.slice(2).find((argument) => !argument.startsWith('--'));
  const folder = resolve(named ?? resolve(import.meta.dirname, '../../../shared/corpora/articles'));
  if (existsSync(resolve(folder, 'expected.json'))) {
    const report = await pagesReport(folder);
    console.log(formatPagesReport(report));
    const { pagesPerSecond, medianMs, peakRssMb } = report;
    reportResult({ what: 'pages per second', larder: pagesPerSecond.toFixed(0), beside: '-', ratio: null });
    reportResult({
      what: 'one page, median',
      larder: `${medianMs.toFixed(1)} ms`,
      beside: `${MEDIAN_BAR_MS} ms at most`,
      ratio: medianMs / MEDIAN_BAR_MS,
    });
    reportResult({ what: 'peak memory, pages', larder: `${peakRssMb.toFixed(0)} MB`, beside: '-', ratio: null });
  } else {
    console.log(`skipped: no article corpus in ${folder}`);
  }
}
