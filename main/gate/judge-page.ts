import type { PageLook } from '../../shared/model.ts';
import { urlKey } from '../../shared/url.ts';
import {
  endedElsewhere,
  hostOf,
  isVouchedFor,
  judgeEnd,
  judgeIssuer,
  type GateArrival,
  type GateRefusal,
} from './arrival.ts';
import { networkPage, SHORT_TEXT, signsOf, type PageSigns } from './network-page.ts';
import { titleFit, type TitleFit } from './title-fit.ts';
import { admitted, quarantined, refused, type GateFlag, type GateVerdict } from './verdict.ts';

export type ArrivedPage = {
  /** Null only where the answer is vouched for: then it is not asked. */
  readonly look: PageLook | null;
  /** The title of the item that led here; null where there is none, or only an address. */
  readonly itemTitle: string | null;
  /** The article that was read from it; null: none could be. */
  readonly article: { readonly title: string | null; readonly textLength: number; readonly complete: boolean } | null;
  /** What the extractor said where it could read none. */
  readonly refusal: GateRefusal | null;
  /** Of the pages of this host that are stored, in characters; null: too few to say. */
  readonly medianTextLength: number | null;
};

/** G4: less text than this, or than this share of what the site's pages have, is suspicious. */
const MIN_TEXT = 200;
const MIN_SHARE_OF_MEDIAN = 0.3;
/** A page that says so much, without a word of a ban, is no page of a network whatever its title. */
const LONG_PAGE = SHORT_TEXT;
/** The longest notices of a ban, with their lists of laws, have some 2,500 characters; a report about one goes on. */
const REPORT = 3000;

/** May this answer to an article's address enter the archive? (the network study, 2.2) */
export function judgePage(arrival: GateArrival, page: ArrivedPage): GateVerdict {
  const issuer = judgeIssuer(arrival);
  if (issuer) return issuer;
  const fit = page.look ? fitOf(arrival, page, page.look) : 'unknown';
  if (!isVouchedFor(arrival)) {
    if (!page.look) throw new Error('an answer that nobody vouches for must be looked at');
    const network = judgeUnverified(arrival, page, page.look, fit);
    if (network) return network;
  }
  if (page.article === null) {
    return refused(
      page.refusal?.outcome ?? 'NOT_AN_ARTICLE',
      page.refusal?.reason ?? 'No article was found on the page.',
    );
  }
  const end = judgeEnd(arrival, page.article.complete, 'The page');
  if (end) return end;

  const flags: GateFlag[] = [];
  if (arrival.trailerMissing) flags.push('trailer-missing');
  if (!page.article.complete) flags.push('never-closed');
  if (!arrival.isMirror && endedElsewhere(arrival)) flags.push('moved');
  if (isShort(page)) flags.push('short');
  if (fit === 'none') flags.push('title-unknown');
  return admitted(flags);
}

function fitOf(arrival: GateArrival, { itemTitle, article }: ArrivedPage, look: PageLook): TitleFit {
  if (isCanonical(arrival, look)) return 'all';
  return titleFit(
    itemTitle,
    [look.title, article?.title ?? null, ...look.headings].filter((title) => title !== null),
  );
}

/** The page says that the address asked for is its own. */
function isCanonical({ requestedUrl, finalUrl }: GateArrival, { canonicalUrl }: PageLook): boolean {
  if (canonicalUrl === null) return false;
  const own = urlKey(canonicalUrl);
  // A site's front page is canonical for whatever is sent to it: that proves nothing of an article.
  if (own === null || !own.includes('/')) return false;
  return own === urlKey(requestedUrl) || (own === urlKey(finalUrl) && hostOf(requestedUrl) === hostOf(finalUrl));
}

function isShort({ article, look, medianTextLength }: ArrivedPage): boolean {
  return (
    (article?.textLength ?? look?.textLength ?? 0) < Math.max(MIN_TEXT, MIN_SHARE_OF_MEDIAN * (medianTextLength ?? 0))
  );
}

/** Null: nothing says that the network made it. */
function judgeUnverified(arrival: GateArrival, page: ArrivedPage, look: PageLook, fit: TitleFit): GateVerdict | null {
  if (look.kind !== 'html' && look.kind !== 'text') return null;
  const signs = signsOf(arrival, look);
  const isLittle = look.textLength < LONG_PAGE;
  const stub = (): GateVerdict => networkPage(arrival, look, signs);
  switch (fit) {
    case 'all':
      return null;
    case 'most':
      // An item about a ban and the page of one share their words; a short page must carry the whole title then.
      return signs.saysBlocked && look.textLength < REPORT ? stub() : null;
    case 'some':
      if (signs.isKnownStub || signs.isShared) return stub();
      if (signs.saysBlocked || ((signs.asksToSignIn || signs.foreign) && isLittle)) return stub();
      return null;
    case 'unknown':
      if (isOfTheNetwork(arrival, signs)) return stub();
      return null;
    case 'none':
      if (isOfTheNetwork(arrival, signs) || signs.foreign) return stub();
      if (signs.isServerPage && isLittle) {
        return refused(
          'NOT_AN_ARTICLE',
          'The server, or the service before it, answered with a page of its own and not with the article.',
        );
      }
      // No text, but signs of the site itself, or scripts that would draw it: no article, and nobody to blame.
      if (page.article === null && (signs.isSitesOwn || look.scripts > 0) && !arrival.recentlyGood) return null;
      if (isLittle || isShort(page)) {
        return quarantined(
          'STUB',
          `Not archived: the page does not carry the title of the article; it may be from your network, not from ${hostOf(arrival.requestedUrl)}.`,
        );
      }
      return null;
  }
}

function isOfTheNetwork(arrival: GateArrival, signs: PageSigns): boolean {
  return (
    signs.isKnownStub ||
    signs.isShared ||
    (arrival.same?.otherPages ?? 0) > 1 ||
    signs.saysBlocked ||
    signs.sendsElsewhere ||
    (signs.asksToSignIn && !signs.isSitesOwn)
  );
}
