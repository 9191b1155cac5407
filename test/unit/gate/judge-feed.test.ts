import { describe, expect, it } from 'vitest';
import { judgeFeed } from '../../../main/gate/judge-feed.ts';
import { arrivalWith, feedWith, lookWith } from './facts.ts';

const refusal = { outcome: 'NOT_A_FEED', reason: 'This is not a feed.' } as const;
const insteadOf = (look: ReturnType<typeof lookWith> | null) => ({ kind: 'other', look, refusal }) as const;
const before = { everGood: true, titleBefore: 'The Example', siteUrlBefore: 'http://example.org/' };

describe('a feed', () => {
  it('is let in over http when nothing is known of it yet', () => {
    expect(judgeFeed(arrivalWith(), feedWith())).toEqual({ admit: true, flags: [] });
  });

  it.each([
    ['one of its items is known', { knownItems: 1, title: 'Renamed', siteUrl: 'http://new.example/' }],
    ['it has the name it had', { title: ' the  EXAMPLE ', siteUrl: 'http://new.example/' }],
    ['it is about the site it was about', { title: 'Renamed', siteUrl: 'https://www.example.org/news' }],
  ])('is let in over http when %s', (_why, now) => {
    expect(judgeFeed(arrivalWith(), feedWith({ ...before, ...now })).admit).toBe(true);
  });

  it('waits in quarantine when it came over http and is another one: no known item, name or site', () => {
    const verdict = judgeFeed(
      arrivalWith(),
      feedWith({ ...before, title: 'Official News', siteUrl: 'http://official.example/' }),
    );
    expect(verdict).toMatchObject({ admit: false, outcome: 'TAMPER', quarantine: true });
    expect(verdict).toHaveProperty('reason', expect.stringContaining('example.org'));
  });

  it('waits in quarantine when it says nothing at all of what was known', () => {
    expect(judgeFeed(arrivalWith(), feedWith({ ...before, title: null, siteUrl: null, itemCount: 2 })).admit).toBe(
      false,
    );
  });

  it('may change its name, site and all its items when it is vouched for', () => {
    for (const authority of ['tls', 'pinned', 'local', 'onion'] as const) {
      const now = feedWith({ ...before, title: 'New', siteUrl: 'https://new.example/' });
      expect(judgeFeed(arrivalWith({ authority }), now).admit).toBe(true);
    }
  });

  it('may be redirected to a feed service, and its new domain is marked to be learned', () => {
    const arrival = arrivalWith({ finalUrl: 'http://feeds.service.example/example' });
    expect(judgeFeed(arrival, feedWith({ ...before, knownItems: 3 }))).toEqual({ admit: true, flags: ['moved'] });
    expect(judgeFeed(arrival, feedWith())).toEqual({ admit: true, flags: ['moved'] });
    const learned = { ...arrival, knownDomains: ['example.org', 'service.example'] };
    expect(judgeFeed(learned, feedWith({ ...before, knownItems: 3 }))).toEqual({ admit: true, flags: [] });
  });

  it('waits in quarantine when the certificate of its site changed hands', () => {
    const arrival = arrivalWith({ authority: 'local', issuerChanged: true, requestedUrl: 'https://example.org/feed' });
    expect(judgeFeed(arrival, feedWith({ ...before, knownItems: 10 }))).toMatchObject({
      admit: false,
      outcome: 'TLS_INTERCEPT',
      quarantine: true,
    });
  });
});

describe('the end of a feed', () => {
  it('need not be there when the framing proves that all came', () => {
    expect(judgeFeed(arrivalWith(), feedWith({ complete: false }))).toEqual({ admit: true, flags: ['never-closed'] });
  });

  it('must be there when a connection just ended, or the gzip stream lacks its last bytes', () => {
    const cut = { admit: false, outcome: 'TRUNC', quarantine: false };
    expect(
      judgeFeed(arrivalWith({ authority: 'tls', framingProven: false }), feedWith({ complete: false })),
    ).toMatchObject(cut);
    expect(judgeFeed(arrivalWith({ trailerMissing: true }), feedWith({ complete: false }))).toMatchObject(cut);
    expect(judgeFeed(arrivalWith({ trailerMissing: true }), feedWith())).toEqual({
      admit: true,
      flags: ['trailer-missing'],
    });
    expect(judgeFeed(arrivalWith({ framingProven: false }), feedWith())).toEqual({ admit: true, flags: [] });
  });

  it('may be missing when whole items of a cut transfer came from a server that is vouched for', () => {
    const cut = feedWith({ cut: true, complete: false, itemCount: 4 });
    expect(judgeFeed(arrivalWith({ authority: 'tls', framingProven: false }), cut)).toEqual({
      admit: true,
      flags: ['partial'],
    });
    expect(judgeFeed(arrivalWith({ framingProven: false }), cut)).toMatchObject({ admit: false, outcome: 'TRUNC' });
    expect(judgeFeed(arrivalWith({ authority: 'tls' }), { ...cut, itemCount: 0 })).toMatchObject({
      admit: false,
      outcome: 'TRUNC',
    });
  });
});

describe('a mirror', () => {
  const mirror = arrivalWith({ isMirror: true, authority: 'tls', requestedUrl: 'https://mirror.example/feed' });

  it('is believed by three known items, from whatever domain', () => {
    expect(judgeFeed(mirror, feedWith({ ...before, knownItems: 3 }))).toEqual({ admit: true, flags: ['mirror'] });
    const bounced = { ...mirror, authority: 'none' as const, finalUrl: 'http://elsewhere.example/feed' };
    expect(judgeFeed(bounced, feedWith({ ...before, knownItems: 3 })).admit).toBe(true);
  });

  it('is not believed by two, even when it is vouched for and has the name', () => {
    expect(judgeFeed(mirror, feedWith({ ...before, knownItems: 2 }))).toMatchObject({ admit: false, quarantine: true });
  });

  it('of fewer than three items must know them all', () => {
    expect(judgeFeed(mirror, feedWith({ ...before, itemCount: 2, knownItems: 2 })).admit).toBe(true);
    expect(judgeFeed(mirror, feedWith({ ...before, itemCount: 2, knownItems: 1 })).admit).toBe(false);
    expect(judgeFeed(mirror, feedWith({ ...before, itemCount: 0, knownItems: 0 })).admit).toBe(false);
  });
});

describe('something else in place of a feed', () => {
  const stub = lookWith({ stubWords: 7, textLength: 300 });

  it('is the server’s own fault when the server is vouched for, whatever it says', () => {
    expect(judgeFeed(arrivalWith({ authority: 'tls', recentlyGood: true }), insteadOf(stub))).toEqual({
      admit: false,
      isStub: false,
      outcome: 'NOT_A_FEED',
      reason: 'This is not a feed.',
      quarantine: false,
    });
    expect(judgeFeed(arrivalWith({ authority: 'tls' }), insteadOf(null))).toMatchObject({ outcome: 'NOT_A_FEED' });
  });

  it('is a stub when it says so over http, and the sentence names the site', () => {
    expect(judgeFeed(arrivalWith(), insteadOf(stub))).toEqual({
      admit: false,
      isStub: true,
      outcome: 'STUB',
      reason: 'Not archived: looks like a page from your network, not from example.org.',
      quarantine: true,
    });
  });

  it('is a stub behind a redirect to a host nobody knows, whatever it says', () => {
    const arrival = arrivalWith({ finalUrl: 'http://warning.isp.test/' });
    expect(judgeFeed(arrival, insteadOf(lookWith()))).toMatchObject({ outcome: 'STUB', quarantine: true });
  });

  it('is no stub behind a redirect to a site that announces a feed: the source moved house', () => {
    const arrival = arrivalWith({ finalUrl: 'http://new-house.example/' });
    expect(judgeFeed(arrival, insteadOf(lookWith({ feedLinks: 1 })))).toMatchObject({ outcome: 'NOT_A_FEED' });
  });

  it('is no stub behind a redirect to a whole site, unless the source was good last week', () => {
    const arrival = arrivalWith({ finalUrl: 'http://big-host.example/' });
    const site = lookWith({ ownLinks: 40, textLength: 4000 });
    expect(judgeFeed(arrival, insteadOf(site))).toMatchObject({ outcome: 'NOT_A_FEED' });
    expect(judgeFeed({ ...arrival, recentlyGood: true }, insteadOf(site))).toMatchObject({ outcome: 'STUB' });
    expect(judgeFeed(arrival, insteadOf({ ...site, stubWords: 8 }))).toMatchObject({ outcome: 'STUB' });
  });

  it('is a plain page of a source that never was a feed', () => {
    expect(judgeFeed(arrivalWith(), insteadOf(lookWith()))).toMatchObject({ outcome: 'NOT_A_FEED', quarantine: false });
    expect(judgeFeed(arrivalWith(), insteadOf(lookWith({ textLength: 0 })))).toMatchObject({ outcome: 'NOT_A_FEED' });
  });

  it('is a stub when the source was good last week and the page shows no sign of being its own', () => {
    const arrival = arrivalWith({ recentlyGood: true });
    expect(judgeFeed(arrival, insteadOf(lookWith()))).toMatchObject({ outcome: 'STUB' });
    for (const own of [
      { feedLinks: 1 },
      { canonicalUrl: 'https://www.example.org/' },
      { ownLinks: 12, otherLinks: 3 },
      { serverWords: 3 },
    ]) {
      expect(judgeFeed(arrival, insteadOf(lookWith(own)))).toMatchObject({ outcome: 'NOT_A_FEED' });
    }
  });

  it.each([
    ['a frame of another host', ['http://deny.isp.test/x']],
    ['a bare address', ['http://10.10.34.34/']],
  ])('is a stub when it has no text but %s', (_what, leadsTo) => {
    expect(judgeFeed(arrivalWith(), insteadOf(lookWith({ textLength: 0, title: null, leadsTo })))).toMatchObject({
      outcome: 'STUB',
    });
  });

  it('is no stub for frames of its own site', () => {
    const look = lookWith({ textLength: 0, leadsTo: ['http://www.example.org/main.html'] });
    expect(judgeFeed(arrivalWith(), insteadOf(look))).toMatchObject({ outcome: 'NOT_A_FEED' });
  });

  it('is a stub when other sites answered the same, or it was recognised before', () => {
    for (const same of [
      { otherDomains: 1, otherPages: 1, template: false },
      { otherDomains: 0, otherPages: 0, template: true },
    ]) {
      expect(judgeFeed(arrivalWith({ same }), insteadOf(lookWith()))).toMatchObject({ outcome: 'STUB' });
    }
  });

  it('is a sign-in page when it asks its user for something', () => {
    const asks = lookWith({ portalWords: 3, asksSecret: true });
    expect(judgeFeed(arrivalWith(), insteadOf(asks))).toMatchObject({ outcome: 'CAPTIVE', quarantine: true });
    const behind = arrivalWith({ finalUrl: 'http://192.168.1.1/index.html' });
    expect(judgeFeed(behind, insteadOf(lookWith()))).toMatchObject({ outcome: 'CAPTIVE' });
    const named = arrivalWith({ finalUrl: 'http://hotspot.cafe.test/login?to=x' });
    expect(judgeFeed(named, insteadOf(lookWith()))).toMatchObject({ outcome: 'CAPTIVE' });
  });

  it('is the server’s when it speaks like a CDN or a hosting company, wherever it stands', () => {
    const look = lookWith({ stubWords: 4, serverWords: 3, textLength: 300 });
    for (const arrival of [arrivalWith({ recentlyGood: true }), arrivalWith({ finalUrl: 'http://parking.example/' })]) {
      expect(judgeFeed(arrival, insteadOf(look))).toMatchObject({ outcome: 'NOT_A_FEED' });
    }
  });

  it('keeps the extractor’s word for what is no page', () => {
    const arrival = arrivalWith({ recentlyGood: true, finalUrl: 'http://warning.isp.test/' });
    expect(judgeFeed(arrival, insteadOf(lookWith({ kind: 'binary' })))).toMatchObject({ outcome: 'NOT_A_FEED' });
  });
});
