import type { PageLook } from '../../shared/model.ts';
import {
  domainOf,
  endedElsewhere,
  hostOf,
  isVouchedFor,
  judgeEnd,
  judgeIssuer,
  type GateArrival,
  type GateRefusal,
} from './arrival.ts';
import { networkPage, SHORT_TEXT, signsOf } from './network-page.ts';
import { admitted, quarantined, refused, stub, type GateFlag, type GateVerdict } from './verdict.ts';

/** A document that could be read as a feed. */
export type ArrivedFeed = {
  readonly kind: 'feed';
  /** Its root was closed, or its JSON parsed. */
  readonly complete: boolean;
  /** The transfer was cut, and these are its whole items. */
  readonly cut: boolean;
  readonly itemCount: number;
  /** How many of them the source is known by already. */
  readonly knownItems: number;
  readonly title: string | null;
  readonly siteUrl: string | null;
  /** As the source called itself before; null: it never said, or never answered. */
  readonly titleBefore: string | null;
  readonly siteUrlBefore: string | null;
  /** Something of this source was let in before. */
  readonly everGood: boolean;
};

/** Something else in place of a feed. */
export type ArrivedInsteadOfFeed = {
  readonly kind: 'other';
  /** Null only where the answer is vouched for: then it is not asked. */
  readonly look: PageLook | null;
  /** What the extractor said of it. */
  readonly refusal: GateRefusal;
};

/** A front page links to a dozen of its own pages and more; the page of a network to its imprint. */
const SITE_LINKS = 12;

/** A mirror is believed when it carries so many items that are known. */
const KNOWN_ITEMS_OF_A_MIRROR = 3;

/** May this answer to a feed's address enter the archive? (the network study, 2.2) */
export function judgeFeed(arrival: GateArrival, found: ArrivedFeed | ArrivedInsteadOfFeed): GateVerdict {
  const issuer = judgeIssuer(arrival);
  if (issuer) return issuer;
  return found.kind === 'feed' ? judgeReadable(arrival, found) : judgeOther(arrival, found);
}

function judgeReadable(arrival: GateArrival, feed: ArrivedFeed): GateVerdict {
  const verified = isVouchedFor(arrival);
  if (feed.cut) {
    if (!verified || feed.itemCount === 0)
      return refused('TRUNC', 'The feed broke off before its end; nothing of it was stored.');
  } else {
    const end = judgeEnd(arrival, feed.complete, 'The feed');
    if (end) return end;
  }
  const flags: GateFlag[] = [];
  if (feed.cut) flags.push('partial');
  else if (!feed.complete) flags.push('never-closed');
  if (arrival.trailerMissing) flags.push('trailer-missing');

  if (arrival.isMirror) {
    if (!isSameByItems(feed)) return quarantined('TAMPER', mirrorReason(arrival, feed));
    return admitted([...flags, 'mirror']);
  }
  if (verified) return admitted(flags);
  if (arrival.same?.template) {
    return stub('STUB', `Not archived: looks like a page from your network, not from ${hostOf(arrival.requestedUrl)}.`);
  }
  if (feed.everGood && !continues(feed)) {
    return quarantined(
      'TAMPER',
      `Not archived: a feed came from ${hostOf(arrival.finalUrl)}, but not this one: none of its items, nor its name or its site, is known.`,
    );
  }
  if (endedElsewhere(arrival)) flags.push('moved');
  return admitted(flags);
}

/** Three known items; of a mirror that carries fewer in all, every one. */
function isSameByItems({ itemCount, knownItems }: ArrivedFeed): boolean {
  return knownItems >= Math.min(KNOWN_ITEMS_OF_A_MIRROR, Math.max(1, itemCount));
}

function mirrorReason(arrival: GateArrival, feed: ArrivedFeed): string {
  const host = hostOf(arrival.requestedUrl);
  return feed.everGood
    ? `Not archived: ${host} was set as a mirror, but carries ${feed.knownItems} of the items that are known.`
    : `Not archived: nothing is known of this source yet that its mirror ${host} could be compared with.`;
}

/** G5: an item that is known, or the same name, or the same site. With nothing to compare there is nothing to doubt. */
function continues(feed: ArrivedFeed): boolean {
  if (feed.knownItems > 0) return true;
  const titles = bothKnown(plain(feed.titleBefore), plain(feed.title));
  const sites = bothKnown(siteOf(feed.siteUrlBefore), siteOf(feed.siteUrl));
  if (titles === null && sites === null) return feed.titleBefore === null && feed.siteUrlBefore === null;
  return titles === true || sites === true;
}

function bothKnown(before: string | null, now: string | null): boolean | null {
  return before === null || now === null ? null : before === now;
}

function plain(title: string | null): string | null {
  return title?.normalize('NFKC').toLowerCase().replace(/\s+/g, ' ').trim() || null;
}

function siteOf(url: string | null): string | null {
  return url === null ? null : domainOf(url);
}

function judgeOther(arrival: GateArrival, { look, refusal }: ArrivedInsteadOfFeed): GateVerdict {
  const asItIs = refused(refusal.outcome, refusal.reason);
  // Who is vouched for is to blame for what it sends (case 42).
  if (isVouchedFor(arrival) || look === null || (look.kind !== 'html' && look.kind !== 'text')) return asItIs;
  return isInsteadOfAnything(arrival, look) ? networkPage(arrival, look, signsOf(arrival, look)) : asItIs;
}

/** A page in place of something that is no page: what speaks for the network having put it there? */
export function isInsteadOfAnything(arrival: GateArrival, look: PageLook): boolean {
  const signs = signsOf(arrival, look);
  if (signs.isKnownStub || signs.isShared || signs.saysByLaw) return true;
  if (signs.isServerPage) return false;
  if (signs.foreign) return signs.saysBlocked || signs.asksToSignIn || !isWholeSite(arrival, look);
  if (signs.isSitesOwn) return false;
  if (signs.saysBlocked || signs.asksToSignIn || signs.sendsElsewhere || signs.isPicture) return true;
  return arrival.recentlyGood;
}

/** Where a source has moved to, or a dead picture host sends its visitors: a site, and no page of a network. */
function isWholeSite({ recentlyGood }: GateArrival, look: PageLook): boolean {
  return look.feedLinks > 0 || (!recentlyGood && look.ownLinks >= SITE_LINKS && look.textLength >= SHORT_TEXT);
}
