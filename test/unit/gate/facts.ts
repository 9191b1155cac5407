import type { GateArrival } from '../../../main/gate/arrival.ts';
import type { ArrivedFeed } from '../../../main/gate/judge-feed.ts';
import type { PageLook } from '../../../shared/model.ts';

/** Plain http, at the address itself, from a source that never answered before. */
export const arrivalWith = (changes: Partial<GateArrival> = {}): GateArrival => ({
  authority: 'none',
  issuerChanged: false,
  isMirror: false,
  requestedUrl: 'http://example.org/feed',
  finalUrl: changes.requestedUrl ?? 'http://example.org/feed',
  knownDomains: ['example.org'],
  recentlyGood: false,
  framingProven: true,
  trailerMissing: false,
  ...changes,
});

/** A page of ordinary words, and not many. */
export const lookWith = (changes: Partial<PageLook> = {}): PageLook => ({
  kind: 'html',
  title: 'A page',
  headings: [],
  textLength: 600,
  canonicalUrl: null,
  feedLinks: 0,
  ownLinks: 0,
  otherLinks: 0,
  leadsTo: [],
  simhash: '0123456789abcdef',
  stubWords: 0,
  portalWords: 0,
  serverWords: 0,
  asksSecret: false,
  scripts: 0,
  pictures: 0,
  ...changes,
});

export const feedWith = (changes: Partial<ArrivedFeed> = {}): ArrivedFeed => ({
  kind: 'feed',
  complete: true,
  cut: false,
  itemCount: 10,
  knownItems: 0,
  title: 'The Example',
  siteUrl: 'http://example.org/',
  titleBefore: null,
  siteUrlBefore: null,
  everGood: false,
  ...changes,
});
