/**
 * What the content gate makes of pages that networks show in place of others (../shared/corpora/blockpages), and of real
 * articles. By itself: `node test/bench/corpus-blockpages.ts [FOLDER]`.
 *
 * Every page stands in for a feed, an article and a picture; over plain http at the address itself and behind a redirect to
 * another host; for a source that was good the day before and for one that never was.
 */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { lookAt } from '../../main/extract/look.ts';
import { parsePage } from '../../main/extract/page.ts';
import type { GateArrival } from '../../main/gate/arrival.ts';
import { judgeFeed } from '../../main/gate/judge-feed.ts';
import { judgeImage } from '../../main/gate/judge-image.ts';
import { judgePage, type ArrivedPage } from '../../main/gate/judge-page.ts';
import type { GateVerdict } from '../../main/gate/verdict.ts';
import { isLarderError } from '../../shared/errors.ts';
import type { PageLook } from '../../shared/model.ts';

type BlockPage = { readonly id: string; readonly file: string; readonly country: string | null };
type ArticlePage = {
  readonly id: string;
  readonly file: string;
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly expected: { readonly title?: string };
};

/** The phrase list was written with one half before the eyes; the other half was only counted. */
export type Half = 'seen' | 'unseen';
export type GateTally = {
  readonly place: 'feed' | 'article' | 'image';
  readonly way: 'at the address' | 'behind a redirect';
  readonly source: 'good before' | 'never good';
  readonly half: Half;
  readonly pages: number;
  readonly admitted: readonly string[];
  /** Neither STUB nor CAPTIVE. */
  readonly unnamed: readonly string[];
};
export type ArticleTally = {
  readonly way: 'verified' | 'over http';
  readonly pages: number;
  readonly refused: readonly string[];
};

export function halfOf(id: string): Half {
  return createHash('sha256').update(`half ${id}`).digest()[0]! % 2 === 0 ? 'seen' : 'unseen';
}

/** Headlines of the day, in the languages of the countries that the pages are from. */
const HEADLINES: Readonly<Record<string, string>> = {
  RU: 'Правительство утвердило бюджет на следующий год',
  BY: 'В Минске открылась выставка молодых художников',
  BG: 'Парламентът прие бюджета за следващата година',
  ID: 'Gempa berkekuatan sedang mengguncang Sulawesi pagi tadi',
  MY: 'Harga minyak masak turun bulan depan, kata penjual',
  AE: 'ارتفاع أسعار النفط في الأسواق العالمية',
  SA: 'ارتفاع أسعار النفط في الأسواق العالمية',
  IR: 'بارش برف جاده‌های شمالی کشور را سفید کرد',
  TH: 'ฝนตกหนักในกรุงเทพฯ คืนนี้',
  KR: '내일 전국에 많은 비, 오후부터 그쳐',
};
const HEADLINE = 'River levels fall after a week without rain';

export function arrivalAt(changes: Partial<GateArrival>): GateArrival {
  return {
    authority: 'none',
    issuerChanged: false,
    isMirror: false,
    requestedUrl: 'http://news.example.org/feed.xml',
    finalUrl: 'http://news.example.org/feed.xml',
    knownDomains: ['example.org'],
    recentlyGood: false,
    framingProven: true,
    trailerMissing: false,
    ...changes,
  };
}

export async function tallyBlockPages(folder: string): Promise<GateTally[]> {
  const { pages } = JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8')) as { pages: readonly BlockPage[] };
  const tallies = new Map<string, GateTally & { pages: number; admitted: string[]; unnamed: string[] }>();
  for (const page of pages) {
    const bytes = readFileSync(join(folder, page.file));
    const half = halfOf(page.id);
    for (const way of ['at the address', 'behind a redirect'] as const) {
      const requestedUrl = 'http://news.example.org/thing/1';
      const finalUrl = way === 'at the address' ? requestedUrl : 'http://warning.isp.test/page?from=news.example.org';
      const found = await findIn(bytes, finalUrl, HEADLINES[page.country ?? ''] ?? HEADLINE);
      for (const source of ['good before', 'never good'] as const) {
        const arrival = arrivalAt({ requestedUrl, finalUrl, recentlyGood: source === 'good before' });
        for (const place of ['feed', 'article', 'image'] as const) {
          const key = [place, way, source, half].join();
          const tally = tallies.get(key) ?? { place, way, source, half, pages: 0, admitted: [], unnamed: [] };
          tallies.set(key, tally);
          tally.pages++;
          const verdict = judge(place, arrival, found);
          if (verdict.admit) tally.admitted.push(page.id);
          else if (verdict.outcome !== 'STUB' && verdict.outcome !== 'CAPTIVE') {
            tally.unnamed.push(`${page.id}: ${verdict.outcome}`);
          }
        }
      }
    }
  }
  return [...tallies.values()].toSorted((one, other) => one.place.localeCompare(other.place));
}

async function findIn(
  bytes: Uint8Array,
  url: string,
  itemTitle: string,
): Promise<ArrivedPage & { readonly look: PageLook }> {
  const look = await lookAt(bytes, { contentType: 'text/html', url });
  return { look, itemTitle, medianTextLength: null, ...articleIn(bytes, 'text/html', url) };
}

function judge(
  place: GateTally['place'],
  arrival: GateArrival,
  found: ArrivedPage & { readonly look: PageLook },
): GateVerdict {
  const { look } = found;
  const reason = 'This is something else.';
  if (place === 'feed') return judgeFeed(arrival, { kind: 'other', look, refusal: { outcome: 'NOT_A_FEED', reason } });
  if (place === 'image')
    return judgeImage(arrival, { kind: 'other', look, refusal: { outcome: 'NOT_AN_IMAGE', reason } });
  return judgePage(arrival, found);
}

function articleIn(
  bytes: Uint8Array,
  contentType: string | null,
  url: string,
): Pick<ArrivedPage, 'article' | 'refusal'> {
  try {
    const { title, text, complete } = parsePage(bytes, { contentType, url });
    return { article: { title, textLength: text.length, complete }, refusal: null };
  } catch (error) {
    if (!isLarderError(error)) throw error;
    return { article: null, refusal: { outcome: 'NOT_AN_ARTICLE', reason: error.message } };
  }
}

/** Each page under its own title, as its feed would have it. */
export async function tallyArticles(folder: string): Promise<ArticleTally[]> {
  const { cases } = JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8')) as {
    cases: readonly ArticlePage[];
  };
  const verified: string[] = [];
  const overHttp: string[] = [];
  for (const one of cases) {
    const bytes = readFileSync(join(folder, one.file));
    const contentType = one.headers?.['Content-Type'] ?? one.headers?.['content-type'] ?? null;
    const look = await lookAt(bytes, { contentType, url: one.url });
    const found = {
      look,
      itemTitle: one.expected.title ?? look.title,
      medianTextLength: null,
      ...articleIn(bytes, contentType, one.url),
    };
    for (const authority of ['tls', 'none'] as const) {
      const requestedUrl = one.url.replace(/^https?:/, authority === 'tls' ? 'https:' : 'http:');
      const arrival = arrivalAt({ authority, requestedUrl, finalUrl: requestedUrl, knownDomains: [] });
      const verdict = judgePage(arrival, found);
      // What the extractor finds no article in is not for the gate to let in.
      if (verdict.admit || verdict.outcome === found.refusal?.outcome) continue;
      (authority === 'tls' ? verified : overHttp).push(`${one.id}: ${verdict.outcome}`);
    }
  }
  return [
    { way: 'verified', pages: cases.length, refused: verified },
    { way: 'over http', pages: cases.length, refused: overHttp },
  ];
}

/** A row each; `met`: the bars, none admitted, 95 % called what they are, no article refused. */
export async function gateReport(
  corpora: string,
): Promise<{ readonly lines: readonly string[]; readonly failures: readonly string[]; readonly met: boolean }> {
  const lines: string[] = [];
  const failures: string[] = [];
  let met = true;
  const blockPages = join(corpora, 'blockpages');
  if (existsSync(join(blockPages, 'expected.json'))) {
    lines.push('in place of  way                source       half     pages  admitted  named');
    for (const { place, way, source, half, pages, admitted, unnamed } of await tallyBlockPages(blockPages)) {
      const named = (pages - admitted.length - unnamed.length) / Math.max(1, pages);
      const isMet = admitted.length === 0 && named >= 0.95;
      met &&= isMet;
      lines.push(
        `${place.padEnd(12)} ${way.padEnd(18)} ${source.padEnd(12)} ${half.padEnd(7)} ${String(pages).padStart(6)} ${String(admitted.length).padStart(9)} ${(100 * named).toFixed(1).padStart(6)} ${isMet ? 'ok' : 'MISSED'}`,
      );
      failures.push(
        ...admitted.map((id) => `${place}, ${way}, ${source}: ADMITTED ${id}`),
        ...unnamed.map((id) => `${place}, ${way}, ${source}: ${id}`),
      );
    }
  }
  const articles = join(corpora, 'articles');
  if (existsSync(join(articles, 'expected.json'))) {
    for (const { way, pages, refused } of await tallyArticles(articles)) {
      met &&= refused.length === 0;
      lines.push(`articles ${way}: ${refused.length} of ${pages} refused ${refused.length === 0 ? 'ok' : 'MISSED'}`);
      failures.push(...refused.map((id) => `article ${way}: ${id}`));
    }
  }
  return { lines, failures, met };
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const folder = resolve(process.argv[2] ?? join(import.meta.dirname, '..', '..', '..', 'shared', 'corpora'));
  const { lines, failures } = await gateReport(folder);
  for (const line of [...lines, ...failures]) console.log(line);
}
