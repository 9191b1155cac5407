/** The content gate's questions, answered from what the archive and the line know; and what happens to what is turned away. */
import type {
  ArticleId,
  FeedId,
  FetchedBody,
  FetchedNothing,
  FetchOutcome,
  ImageInfo,
  PageLook,
  ParsedArticle,
  ParsedFeed,
  QuarantinedKind,
  Sha256,
} from '../../shared/model.ts';
import { isVerified } from '../../shared/line.ts';
import { parseHttpUrl, registrableDomain } from '../../shared/url.ts';
import type { FeedToFetch, ImageWanted, PageWanted } from '../archive/archive.ts';
import { hash } from 'node:crypto';
import type { GateArrival, GateSame } from '../gate/arrival.ts';
import { judgeFeed } from '../gate/judge-feed.ts';
import { judgeImage } from '../gate/judge-image.ts';
import { judgePage } from '../gate/judge-page.ts';
import { judgeStrangerBody } from '../gate/judge-stranger.ts';
import type { GateVerdict, Refused } from '../gate/verdict.ts';
import type { Seen } from './sameness.ts';
import type { PassContext, Stages } from './stages.ts';
import type { Verdict } from './verdict.ts';
import type { Way } from './ways.ts';

export type Admission = GateVerdict;

/** What the gate's work needs of a pass. */
type Desk = Pick<Stages, 'archive' | 'extractor' | 'lessons' | 'sameness' | 'now'>;

const RECENT_MS = 7 * 86_400_000;

export async function admitFeed(
  desk: Desk,
  arrived: {
    readonly feed: FeedToFetch;
    readonly fetched: FetchOutcome;
    readonly way: Way;
    /** Null: it could not be read as one. */
    readonly parsed: ParsedFeed | null;
    /** How many of its items the source is known by. */
    readonly known: number;
    readonly refused: Verdict | null;
  },
): Promise<Admission> {
  const { feed, fetched, way, parsed, known, refused } = arrived;
  const arrival = arrivalOf(desk, fetched, way.mirror, feed.knownDomains);
  if (parsed === null) {
    if (fetched.outcome !== 'OK') return { admit: false, ...(refused ?? fetched), quarantine: false, isStub: false };
    const { look, same, seen } = await lookAt(desk, fetched, fetched.body, fetched.contentType);
    const refusal = refused ?? { outcome: 'NOT_A_FEED', reason: 'This is no feed.' };
    // That this very source was a feed last week is what makes a page in its place suspicious; another path of the same
    // server proves nothing of this one.
    const recentlyGood = feed.lastSuccessMs !== null && Math.abs(desk.now() - feed.lastSuccessMs) < RECENT_MS;
    const verdict = judgeFeed({ ...arrival, recentlyGood, ...(same && { same }) }, { kind: 'other', look, refusal });
    recogniseStub(desk, verdict, seen);
    return verdict;
  }
  return judgeFeed(arrival, {
    kind: 'feed',
    complete: parsed.complete,
    cut: fetched.outcome !== 'OK' || (!parsed.complete && !arrival.framingProven),
    itemCount: parsed.items.length,
    knownItems: known,
    title: parsed.title,
    siteUrl: parsed.link,
    titleBefore: feed.ownTitle,
    siteUrlBefore: feed.ownSiteUrl,
    everGood: feed.lastSuccessMs !== null,
  });
}

export async function admitPage(
  desk: Desk,
  arrived: {
    readonly page: Pick<PageWanted, 'title' | 'url'> & { readonly knownDomains?: readonly string[] };
    readonly fetched: FetchedBody;
    readonly way: Way;
    readonly article: ParsedArticle | null;
    readonly refused: Verdict | null;
  },
): Promise<{ readonly admission: Admission; readonly seen: Seen | null }> {
  const { page, fetched, way, article, refused } = arrived;
  const arrival = arrivalOf(desk, fetched, way.mirror, page.knownDomains ?? []);
  // Whoever is vouched for may send what it likes; looking at it again would only take time.
  if (isVerified(fetched.authority) && article !== null && !arrival.issuerChanged && arrival.framingProven) {
    return { admission: { admit: true, flags: [] }, seen: null };
  }
  const { look, same, seen } = await lookAt(desk, fetched, fetched.body, fetched.contentType);
  const admission = judgePage(
    { ...arrival, ...(same && { same }) },
    {
      look,
      itemTitle: parseHttpUrl(page.title) ? null : page.title,
      article: article && { title: article.title, textLength: article.text.length, complete: article.complete },
      refusal: refused,
      medianTextLength: desk.archive.medianTextLength(parseHttpUrl(page.url)?.host ?? ''),
    },
  );
  recogniseStub(desk, admission, seen);
  return { admission, seen };
}

export async function admitImage(
  desk: Desk,
  arrived: {
    readonly image: ImageWanted;
    readonly fetched: FetchedBody;
    readonly info: ImageInfo | null;
    readonly refused: Verdict | null;
  },
): Promise<Admission> {
  const { image, fetched, info, refused } = arrived;
  const arrival = arrivalOf(desk, fetched, false, []);
  if (info === null) {
    const refusal = refused ?? { outcome: 'NOT_AN_IMAGE', reason: 'This is no picture.' };
    if (isVerified(fetched.authority)) return { admit: false, ...refusal, quarantine: false, isStub: false };
    const { look, same, seen } = await lookAt(desk, fetched, fetched.body, fetched.contentType);
    // Servers answer with a page of their own for a picture that is gone; it takes more than that to suspect the network.
    const doubted = { ...arrival, recentlyGood: false, ...(same && { same }) };
    const verdict = judgeImage(doubted, { kind: 'other', look, refusal });
    recogniseStub(desk, verdict, seen);
    return verdict;
  }
  const hosts = [...desk.archive.imageHosts(fetched.sha256), parseHttpUrl(image.url)?.hostname ?? ''];
  const domains = new Set(hosts.map((host) => registrableDomain(host))).size;
  return judgeImage(arrival, { kind: 'image', info, domains });
}

/** Whether an error answer that nobody vouches for is really a page of the network. Null: its status stands. */
export async function strangerVerdict(desk: Desk, fetched: FetchedNothing): Promise<Refused | null> {
  const found = fetched.strangerBody;
  if (!found) return null;
  const { look, same, seen } = await lookAt(desk, fetched, found.body, found.contentType);
  const verdict = judgeStrangerBody({ ...arrivalOf(desk, fetched, false, []), ...(same && { same }) }, look);
  if (verdict) recogniseStub(desk, verdict, seen);
  return verdict;
}

/** Puts down what was turned away, when it is worth telling: its reason and its hash, never its body. */
export function turnAway(
  desk: Pick<PassContext, 'archive'>,
  thing: {
    readonly what: QuarantinedKind;
    readonly key: string;
    readonly feedId: FeedId | null;
    readonly articleId: ArticleId | null;
  },
  fetched: FetchOutcome,
  verdict: Verdict & { readonly quarantine: boolean },
): void {
  if (!verdict.quarantine) return;
  const { outcome, reason } = verdict;
  const host = parseHttpUrl(fetched.url)?.hostname ?? '';
  desk.archive.quarantine({ ...thing, host, outcome, reason, sha256: hashOf(fetched) });
}

/**
 * The first pages of a series may have passed for articles before the series was seen. They are taken back. Returns how
 * many.
 */
export function withdrawEarlier(desk: Pick<PassContext, 'archive' | 'sameness'>, seen: Seen): number {
  const alike = desk.sameness.alike(seen);
  return alike.reduce((count, sha256) => count + desk.archive.withdrawPages(sha256).length, 0);
}

function arrivalOf(desk: Desk, fetched: FetchOutcome, isMirror: boolean, knownDomains: readonly string[]): GateArrival {
  const origin = parseHttpUrl(fetched.url)?.origin ?? '';
  const before = desk.lessons.origins.issuer(origin);
  const whole = fetched.outcome === 'OK';
  return {
    authority: fetched.authority,
    issuerChanged: before?.class === 'public' && fetched.issuer?.class === 'local',
    isMirror,
    requestedUrl: fetched.url,
    finalUrl: fetched.finalUrl,
    knownDomains,
    recentlyGood: desk.lessons.origins.recentlyGood(origin),
    framingProven: whole && fetched.framingProven,
    trailerMissing: whole && fetched.trailerMissing,
  };
}

type Looked = { readonly look: PageLook; readonly same: GateSame | null; readonly seen: Seen | null };

async function lookAt(
  desk: Desk,
  fetched: FetchOutcome,
  body: Uint8Array,
  contentType: string | null,
): Promise<Looked> {
  const look = await desk.extractor.run('look', body, { contentType, url: fetched.finalUrl });
  if (isVerified(fetched.authority)) return { look, same: null, seen: null };
  const sha256 = fetched.outcome === 'OK' ? fetched.sha256 : (hash('sha256', body, 'hex') as Sha256);
  const seen: Seen = { sha256, simhash: look.simhash, url: fetched.url };
  return { look, same: desk.sameness.note(seen), seen };
}

/** A page called a stub is known again wherever it comes next. */
function recogniseStub(desk: Desk, verdict: GateVerdict, seen: Seen | null): void {
  if (verdict.admit || !verdict.isStub || seen === null) return;
  const template = desk.sameness.recognise(seen);
  if (template) desk.archive.saveStubTemplate(template);
}

function hashOf(fetched: FetchOutcome): string {
  if (fetched.outcome === 'OK') return fetched.sha256;
  const body = fetched.strangerBody?.body ?? fetched.rescued?.body;
  return body ? hash('sha256', body, 'hex') : '';
}
