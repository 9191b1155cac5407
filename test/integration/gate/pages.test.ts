import { describe, expect, it } from 'vitest';
import { lookAt } from '../../../main/extract/look.ts';
import { parsePage } from '../../../main/extract/page.ts';
import { judgeFeed } from '../../../main/gate/judge-feed.ts';
import { judgeImage } from '../../../main/gate/judge-image.ts';
import { judgePage } from '../../../main/gate/judge-page.ts';
import { judgeStrangerBody } from '../../../main/gate/judge-stranger.ts';
import type { GateVerdict } from '../../../main/gate/verdict.ts';
import type { ParsedArticle } from '../../../shared/model.ts';
import { arrivalWith } from '../../unit/gate/facts.ts';

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
const page = (title: string, body: string): string =>
  `<!DOCTYPE html><html><head><title>${title}</title></head><body>${body}</body></html>`;
const HEADLINE = 'River levels fall after a dry week';

function articleOf(html: string, source: { contentType: string; url: string }): ParsedArticle | null {
  try {
    return parsePage(encode(html), source);
  } catch {
    return null; // a refusal of the extractor: there is no article
  }
}

/** What becomes of a page in the place of a feed, an article and a picture. */
async function inEveryPlace(html: string, changes: Parameters<typeof arrivalWith>[0] = {}): Promise<GateVerdict[]> {
  const arrival = arrivalWith({ requestedUrl: 'http://example.org/thing', ...changes });
  const source = { contentType: 'text/html', url: arrival.finalUrl };
  const look = await lookAt(encode(html), source);
  const read = articleOf(html, source);
  const article = read && { title: read.title, textLength: read.text.length, complete: read.complete };
  const refusal = { outcome: 'NOT_AN_ARTICLE', reason: 'No article.' } as const;
  return [
    judgeFeed(arrival, { kind: 'other', look, refusal: { outcome: 'NOT_A_FEED', reason: 'No feed.' } }),
    judgePage(arrival, { look, itemTitle: HEADLINE, article, refusal, medianTextLength: null }),
    judgeImage(arrival, { kind: 'other', look, refusal: { outcome: 'NOT_AN_IMAGE', reason: 'No picture.' } }),
  ];
}
const outcomes = (verdicts: readonly GateVerdict[]): string[] =>
  verdicts.map((verdict) => (verdict.admit ? 'admitted' : verdict.outcome));

/** Pages of our own making, of the kinds that are about. */
const STUBS: Readonly<Record<string, string>> = {
  'a notice': page(
    'Notice',
    '<h1>Not available here</h1><p>This website has been blocked under the law on information.</p>',
  ),
  'a notice in Russian': page('Внимание', '<p>Доступ к запрашиваемой странице ограничен по решению суда.</p>'),
  'a notice in Persian': page('پیام', '<p>دسترسی به این سایت بر اساس قوانین کشور مسدود شده است.</p>'),
  'a frame':
    '<html><head><meta charset=utf-8></head><body><iframe src="http://10.10.34.34?type=x" style="width:100%"></iframe></body></html>',
  'a refresh': '<meta http-equiv="refresh" content="0;url=http://warning.isp.test/?id=5">',
  'a line of script': '<script>document.location="http://warning.isp.test/"</script>',
  'a picture': page('', '<img src="block.png">'),
  'a filter of a company': page(
    'Web filter',
    '<h2>Blocked by policy</h2><p>URL: example.org<br>Category: Gambling<br>User: guest</p>',
  ),
  'a notice inside the provider’s whole site': page(
    'Your provider',
    `${'<a href="http://www.isp.test/tariffs">Tariffs and services for home</a> '.repeat(40)}<h1>Access to the requested website is restricted</h1>
     <p>Access to this website is blocked by order of the ministry, for the website is in the register of illegal content. If you think that the website was blocked in error, ask the ministry to have the block lifted. Blocked websites stay blocked until the court decides.</p>`,
  ),
};

describe('pages of a network', () => {
  for (const [name, html] of Object.entries(STUBS)) {
    it(`are called stubs in every place: ${name}`, async () => {
      expect(outcomes(await inEveryPlace(html))).toEqual(['STUB', 'STUB', 'STUB']);
      expect(outcomes(await inEveryPlace(html, { finalUrl: 'http://warning.isp.test/' }))).toEqual([
        'STUB',
        'STUB',
        'STUB',
      ]);
    });

    it(`are the server’s own doing when it is vouched for: ${name}`, async () => {
      const [feed, , image] = await inEveryPlace(html, { authority: 'tls', requestedUrl: 'https://example.org/thing' });
      expect(feed).toMatchObject({ outcome: 'NOT_A_FEED', quarantine: false });
      expect(image).toMatchObject({ outcome: 'NOT_AN_IMAGE', quarantine: false });
    });
  }

  it('are called sign-in pages when they ask for a number and a code', async () => {
    const html = page(
      'Welcome',
      '<h1>Welcome to the guest Wi-Fi</h1><p>Enter your phone number to get internet access.</p><form><input type=tel><button>Connect</button></form>',
    );
    expect(outcomes(await inEveryPlace(html))).toEqual(['CAPTIVE', 'CAPTIVE', 'CAPTIVE']);
  });

  it('are called sign-in pages when the bill is to be paid first', async () => {
    const html = page(
      'Оплата',
      '<p>На лицевом счете недостаточно средств. Пополните баланс, чтобы пользоваться интернетом.</p><form><input type=password></form>',
    );
    expect(outcomes(await inEveryPlace(html, { finalUrl: 'http://pay.isp.test/' }))).toEqual([
      'CAPTIVE',
      'CAPTIVE',
      'CAPTIVE',
    ]);
  });
});

/** Written after what such servers say, in no one's exact words. */
const SERVER_PAGES: Readonly<Record<string, string>> = {
  'a check of a CDN': page(
    'Just a moment...',
    '<h1>example.org</h1><p>Checking your browser before you go on. Enable JavaScript and cookies. Ray ID: 8f0c</p>',
  ),
  'a refusal of a CDN': page(
    'Access denied',
    '<h1>Access denied</h1><p>You cannot access this site. The site owner may have set restrictions. Ray ID 77 · Performance and security by a security service.</p>',
  ),
  'a reference number': page(
    'Access Denied',
    '<h1>Access Denied</h1>You don’t have permission to access this page on this server.<p>Reference ID 18.2d; errors edgesuite</p>',
  ),
  'a captcha': page(
    'Are you human?',
    '<p>Unusual traffic. Please solve the captcha to show that you are not a robot.</p>',
  ),
  'the plainest refusal':
    '<html><head><title>403 Forbidden</title></head><body><center><h1>403 Forbidden</h1></center><hr><center>nginx</center></body></html>',
  'a missing page': page(
    '404 Not Found',
    '<h1>Not Found</h1><p>The requested URL was not found on this server.</p><hr><address>Apache Server at example.org Port 80</address>',
  ),
  'a suspended account': page(
    'Account Suspended',
    '<h1>This account has been suspended</h1><p>Contact your hosting provider for more information.</p>',
  ),
  'a server out of order': page('502 Bad Gateway', '<h1>502 Bad Gateway</h1><hr>openresty'),
  'a domain for sale': page(
    'example.org',
    '<p>This domain is for sale. The domain name has expired; contact the registrar. Parked page.</p>',
  ),
};

describe('errors and checks of servers and CDNs', () => {
  for (const [name, html] of Object.entries(SERVER_PAGES)) {
    it(`are never called censorship, even of a source that was good: ${name}`, async () => {
      for (const recentlyGood of [false, true]) {
        for (const verdict of await inEveryPlace(html, { recentlyGood })) {
          expect(verdict).toMatchObject({ admit: false, outcome: expect.stringMatching(/^NOT_AN?_/) });
        }
        const arrival = arrivalWith({ recentlyGood });
        expect(
          judgeStrangerBody(arrival, await lookAt(encode(html), { contentType: null, url: arrival.finalUrl })),
        ).toBeNull();
      }
    });
  }
});

describe('articles about blocking', () => {
  const paragraphs =
    `<p>The ministry blocked access to the website by order of a court, and providers entered its address in the register
    of forbidden pages. Subscribers saw a notice that access to the resource is restricted.</p>`.repeat(24);
  const html = page(`${HEADLINE}: how sites were blocked`, `<article><h1>${HEADLINE}</h1>${paragraphs}</article>`);

  it('are archived when they are long and their title fits, over http too', async () => {
    expect((await inEveryPlace(html))[1]).toMatchObject({ admit: true });
    const verified = { authority: 'tls', requestedUrl: 'https://example.org/thing' } as const;
    expect((await inEveryPlace(html, verified))[1]).toMatchObject({ admit: true });
  });

  it('are archived when they are vouched for, whatever their title and length', async () => {
    const verified = { authority: 'tls', requestedUrl: 'https://example.org/thing' } as const;
    const short = page(
      'Other title',
      '<article><h1>Other title</h1><p>Access to this site was blocked by a court order, the ministry said, and the register of forbidden pages grew by one more address on Monday evening, according to providers.</p></article>',
    );
    expect((await inEveryPlace(short, verified))[1]).toMatchObject({ admit: true });
  });
});
