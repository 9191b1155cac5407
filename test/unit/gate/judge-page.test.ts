import { describe, expect, it } from 'vitest';
import { judgePage, type ArrivedPage } from '../../../main/gate/judge-page.ts';
import { arrivalWith, lookWith } from './facts.ts';

const TITLE = 'River levels fall after a dry week';
const URL_OF_PAGE = 'http://example.org/river';
const pageWith = (changes: Partial<ArrivedPage> = {}): ArrivedPage => ({
  look: lookWith({ title: TITLE, textLength: 3000 }),
  itemTitle: TITLE,
  article: { title: TITLE, textLength: 2500, complete: true },
  refusal: null,
  medianTextLength: null,
  ...changes,
});
const arrival = arrivalWith({ requestedUrl: URL_OF_PAGE });
const verified = arrivalWith({ requestedUrl: 'https://example.org/river', authority: 'tls' });
const stub = (changes = {}) => lookWith({ title: 'Closed off', stubWords: 7, textLength: 400, ...changes });

describe('a page behind a headline', () => {
  it('is let in over http when it carries the title', () => {
    expect(judgePage(arrival, pageWith())).toEqual({ admit: true, flags: [] });
  });

  it('is let in over http without its title when it says that this is its address', () => {
    const look = lookWith({ title: 'Home', canonicalUrl: 'https://www.example.org/river/?utm_source=rss' });
    expect(
      judgePage(arrival, pageWith({ look, article: { title: 'Home', textLength: 500, complete: true } })).admit,
    ).toBe(true);
  });

  it('is not let in for being the canonical front page', () => {
    const front = arrivalWith({ requestedUrl: URL_OF_PAGE, finalUrl: 'http://example.org/' });
    const look = lookWith({ title: 'Home', canonicalUrl: 'http://example.org/' });
    expect(
      judgePage(front, pageWith({ look, article: { title: 'Home', textLength: 500, complete: true } })).admit,
    ).toBe(false);
  });

  it('may be long, be about blocking, and come over http, if its title fits', () => {
    const look = lookWith({ title: TITLE, stubWords: 9, textLength: 6000 });
    expect(judgePage(arrival, pageWith({ look })).admit).toBe(true);
  });

  it('is the site’s own when it is vouched for: no words, no redirect and no sameness count', () => {
    const odd = {
      ...verified,
      finalUrl: 'https://other.example/x',
      same: { otherDomains: 3, otherPages: 9, template: true },
    };
    const verdict = judgePage(
      odd,
      pageWith({ look: stub(), article: { title: null, textLength: 300, complete: true } }),
    );
    expect(verdict).toEqual({ admit: true, flags: ['moved', 'title-unknown'] });
    expect(judgePage(verified, pageWith({ look: null }))).toEqual({ admit: true, flags: [] });
  });

  it('waits in quarantine when it says that something is closed off, and does not carry the title', () => {
    const verdict = judgePage(
      arrival,
      pageWith({ look: stub(), article: { title: 'Closed off', textLength: 390, complete: true } }),
    );
    expect(verdict).toEqual({
      admit: false,
      isStub: true,
      outcome: 'STUB',
      reason: 'Not archived: looks like a page from your network, not from example.org.',
      quarantine: true,
    });
  });

  it('waits in quarantine also where no article could be read from it', () => {
    const nothing = { article: null, refusal: { outcome: 'NOT_AN_ARTICLE', reason: 'No text.' } } as const;
    expect(judgePage(arrival, pageWith({ look: stub(), ...nothing }))).toMatchObject({
      outcome: 'STUB',
      quarantine: true,
    });
    const frame = lookWith({ title: null, textLength: 0, leadsTo: ['http://deny.isp.test/'] });
    expect(judgePage(arrival, pageWith({ look: frame, ...nothing }))).toMatchObject({ outcome: 'STUB' });
  });

  it('waits in quarantine when its headline speaks of a ban and it is the page of one', () => {
    const itemTitle = 'Access to the archive is restricted';
    const look = stub({ title: 'Access is restricted' });
    expect(
      judgePage(arrival, pageWith({ look, itemTitle, article: { title: null, textLength: 390, complete: true } })),
    ).toMatchObject({
      outcome: 'STUB',
    });
  });

  it('waits in quarantine when it is a long notice of a ban, and shares a word or half of its words with the headline', () => {
    const look = stub({ title: 'Access to the resource is restricted', textLength: 2300, stubWords: 9 });
    const article = { title: look.title, textLength: 2200, complete: true };
    for (const itemTitle of [
      'Access to the archive is restricted',
      'Ministers say access for visitors remains limited',
    ]) {
      expect(judgePage(arrival, pageWith({ look, itemTitle, article }))).toMatchObject({ outcome: 'STUB' });
    }
    const report = { ...look, textLength: 5000 };
    expect(
      judgePage(arrival, pageWith({ look: report, itemTitle: 'Access to the archive is restricted', article })).admit,
    ).toBe(true);
  });

  it('waits in quarantine behind a redirect to a host nobody knows, unless it carries the title', () => {
    const moved = { ...arrival, finalUrl: 'http://warning.isp.test/' };
    expect(
      judgePage(
        moved,
        pageWith({
          look: lookWith({ title: 'Notice', textLength: 5000 }),
          article: { title: 'Notice', textLength: 4000, complete: true },
        }),
      ),
    ).toMatchObject({ outcome: 'STUB' });
    expect(judgePage(moved, pageWith())).toEqual({ admit: true, flags: ['moved'] });
    expect(judgePage({ ...moved, knownDomains: ['isp.test'] }, pageWith())).toEqual({ admit: true, flags: [] });
  });

  it('waits in quarantine when it is short and carries nothing of the title, whatever it says', () => {
    const look = lookWith({ title: 'ማስታወቂያ' });
    const verdict = judgePage(
      arrival,
      pageWith({ look, article: { title: 'ማስታወቂያ', textLength: 500, complete: true } }),
    );
    expect(verdict).toMatchObject({
      outcome: 'STUB',
      quarantine: true,
      reason: expect.stringContaining('does not carry the title'),
    });
  });

  it('is let in with a mark when it is long, ordinary, and only its title is another', () => {
    const look = lookWith({ title: 'Something else', textLength: 5000 });
    const article = { title: 'Something else', textLength: 4000, complete: true };
    expect(judgePage(arrival, pageWith({ look, article }))).toEqual({ admit: true, flags: ['title-unknown'] });
  });

  it('is not let in without its title when it has far less text than this site’s pages', () => {
    const look = lookWith({ title: 'Something else', textLength: 1600 });
    const short = pageWith({
      look,
      article: { title: 'Something else', textLength: 1500, complete: true },
      medianTextLength: 9000,
    });
    expect(judgePage(arrival, short)).toMatchObject({ outcome: 'STUB' });
    expect(judgePage(verified, short)).toEqual({ admit: true, flags: ['short', 'title-unknown'] });
  });

  it('is known again when it came in place of other pages, and the title does not fit', () => {
    const same = { otherDomains: 1, otherPages: 1, template: false };
    const look = lookWith({ title: 'Dry notice', textLength: 4000 });
    expect(
      judgePage(
        { ...arrival, same },
        pageWith({ look, article: { title: 'Notice', textLength: 3500, complete: true } }),
      ),
    ).toMatchObject({ outcome: 'STUB' });
    expect(judgePage({ ...arrival, same }, pageWith()).admit).toBe(true);
  });

  it('is judged without a title by what it says', () => {
    expect(judgePage(arrival, pageWith({ itemTitle: null, look: stub() }))).toMatchObject({ outcome: 'STUB' });
    expect(judgePage(arrival, pageWith({ itemTitle: null, look: lookWith() })).admit).toBe(true);
  });

  it('is nobody’s stub when a CDN or a captcha answered in its place', () => {
    const look = lookWith({ title: 'One moment', stubWords: 4, serverWords: 3, textLength: 300 });
    expect(judgePage(arrival, pageWith({ look, article: null }))).toMatchObject({
      outcome: 'NOT_AN_ARTICLE',
      quarantine: false,
    });
  });

  it('is no article, and nobody to blame, when an application would have drawn it', () => {
    const look = lookWith({ title: 'App', textLength: 0, scripts: 3 });
    expect(judgePage(arrival, pageWith({ look, article: null }))).toMatchObject({
      outcome: 'NOT_AN_ARTICLE',
      quarantine: false,
    });
  });

  it('is refused when it broke off and only its end could have proven it whole', () => {
    const article = { title: TITLE, textLength: 2500, complete: false };
    const cut = { admit: false, outcome: 'TRUNC', quarantine: false };
    expect(judgePage({ ...arrival, framingProven: false }, pageWith({ article }))).toMatchObject(cut);
    expect(judgePage({ ...verified, framingProven: false }, pageWith({ article }))).toMatchObject(cut);
    expect(judgePage(verified, pageWith({ article }))).toEqual({ admit: true, flags: ['never-closed'] });
  });

  it('waits in quarantine when the certificate of its site changed hands', () => {
    expect(judgePage({ ...verified, authority: 'local', issuerChanged: true }, pageWith())).toMatchObject({
      outcome: 'TLS_INTERCEPT',
      quarantine: true,
    });
  });
});
