import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lookAt } from '../../../main/extract/look.ts';
import type { PageLook } from '../../../shared/model.ts';

const URL_OF_PAGE = 'http://news.example.org/a/1';
const look = (text: string, contentType: string | null = null): Promise<PageLook> =>
  lookAt(new TextEncoder().encode(text), { contentType, url: URL_OF_PAGE });
const page = (head: string, body: string): string =>
  `<!DOCTYPE html><html><head>${head}</head><body>${body}</body></html>`;

/** Bits in which two fingerprints differ. */
function distance(one: string, other: string): number {
  let difference = BigInt(`0x${one}`) ^ BigInt(`0x${other}`);
  let bits = 0;
  for (; difference > 0n; difference >>= 1n) bits += Number(difference & 1n);
  return bits;
}

describe('what bytes are, whatever the server calls them', () => {
  it.each([
    ['html', '<!doctype html><p>x'],
    ['html', '\ufeff\n <!-- by hand --> <HTML>'],
    ['html', '<?xml version="1.0"?><!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN"><html xmlns="x">'],
    ['html', '<meta name="viewport"/><iframe src="http://x.example/">'],
    ['xml', '<?xml version="1.0"?><!-- made by --><rss version="2.0">'],
    ['xml', '<a:feed xmlns:a="http://www.w3.org/2005/Atom">'],
    ['xml', '<rdf:RDF xmlns:rdf="x">'],
    ['json', '{"version": "https://jsonfeed.org/version/1"}'],
    ['json', ' [1]'],
    ['image', '<svg xmlns="http://www.w3.org/2000/svg"/>'],
    ['image', 'GIF89a'],
    ['text', 'Access denied.'],
    ['binary', '%PDF-1.4'],
    ['empty', ' \n'],
    ['empty', ''],
  ] as const)('%s: %j', async (kind, text) => {
    expect((await look(text)).kind).toBe(kind);
  });

  it('knows pictures by their first bytes', async () => {
    const source = { contentType: 'text/html', url: URL_OF_PAGE };
    expect((await lookAt(Uint8Array.of(0xff, 0xd8, 0xff, 0xe0, 0, 16), source)).kind).toBe('image');
    expect((await lookAt(Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10), source)).kind).toBe('image');
    expect((await lookAt(Uint8Array.of(0, 1, 2, 3, 4, 5, 6, 7), source)).kind).toBe('binary');
  });
});

describe('what a page shows of itself', () => {
  it('has a title, headings, a canonical address, and feeds of its own', async () => {
    const seen = await look(
      page(
        `<title> A &amp; B </title><meta property="og:title" content="Whole title"><link rel=canonical href="/a/1?x">
        <link rel=alternate type="application/rss+xml" href=/feed><link rel=alternate type="application/rss+xml" href="http://elsewhere.example/feed">`,
        '<h1>First <b>heading</b></h1><h2>Second</h2><svg><title>not this</title></svg>',
      ),
    );
    expect(seen).toMatchObject({
      title: 'A & B',
      headings: ['Whole title', 'First heading', 'Second'],
      canonicalUrl: 'http://news.example.org/a/1?x',
      feedLinks: 1,
    });
  });

  it('counts the characters that a person sees, and no script, style or hidden form text', async () => {
    const seen = await look(
      page(
        '<title>T</title><style>p{}</style>',
        '<p>one\n  two</p><script>three()</script><noscript>four</noscript>five',
      ),
    );
    expect(seen.textLength).toBe('one two five'.length);
  });

  it('counts links to its own site and to others', async () => {
    const seen = await look(
      page(
        '',
        '<a href="/x">x</a><a href="http://www.example.org/y">y</a><a href="http://other.example/">z</a><a href="#top">t</a><a href="javascript:x()">j</a>',
      ),
    );
    expect(seen).toMatchObject({ ownLinks: 2, otherLinks: 1 });
  });

  it.each([
    ['a frame', '<iframe src="http://10.10.34.34?type=Invalid">', 'http://10.10.34.34/?type=Invalid'],
    ['a frame set', '<frameset><frame src="//deny.example/x"></frameset>', 'http://deny.example/x'],
    ['an object', '<object type="text/html" data="http://deny.example/o">', 'http://deny.example/o'],
    ['a refresh', '<meta http-equiv=Refresh content="0; URL=\'http://deny.example/r\'">', 'http://deny.example/r'],
    [
      'a refresh without its word',
      '<meta http-equiv=refresh content="30;http://deny.example/">',
      'http://deny.example/',
    ],
    [
      'a script of one line',
      '<script>window.location.href = "http://deny.example/s"</script>',
      'http://deny.example/s',
    ],
    ['a script that replaces', '<script>top.location.replace("//deny.example/t")</script>', 'http://deny.example/t'],
  ])('tells where %s leads', async (_what, source, address) => {
    expect((await look(`<html>${source}</html>`)).leadsTo).toEqual([address]);
  });

  it('sees that a secret is asked for', async () => {
    expect((await look('<form><input type=password>')).asksSecret).toBe(true);
    expect((await look('<form><input name=q>')).asksSecret).toBe(false);
  });
});

describe('the fingerprint', () => {
  const notice = (address: string, number: string): string =>
    page(
      '<title>Notice</title>',
      `<p>The page you were looking for at ${address} has been closed off on this network by order of the district
      authority, and the office responsible can be asked for the reasons on working days in the morning.</p><p>Case ${number},
      your address 10.0.${number}.7, time 12:${number}</p>`,
    );

  it('is the same for a page that only prints another address, number and time', async () => {
    const one = await look(notice('http://a.example/one', '11'));
    const other = await look(notice('www.b.example/two?x=y', '59'));
    expect(distance(one.simhash, other.simhash)).toBeLessThanOrEqual(3);
  });

  it('is another for another text', async () => {
    const one = await look(notice('http://a.example/one', '11'));
    const other = await look(
      page(
        '',
        `<p>${'River levels fell in the north after a dry week and ferries run again between the islands. '.repeat(3)}`,
      ),
    );
    expect(distance(one.simhash, other.simhash)).toBeGreaterThan(10);
  });

  it('goes by the elements, and by the hosts they load, where there is no text', async () => {
    const frame = (host: string): string => `<html><frameset><frame src="http://${host}/"></frameset></html>`;
    const [one, same, other] = await Promise.all([
      look(frame('deny.example')),
      look(frame('deny.example')),
      look(frame('cdn.example')),
    ]);
    expect(one.simhash).toBe(same.simhash);
    expect(distance(one.simhash, other.simhash)).toBeGreaterThan(3);
  });

  it('tells texts apart whose script does not part words', async () => {
    const one = await look('<p>根据当地规定，您要访问的页面已经停止提供服务，请联系管理人员了解详细情况。');
    const other = await look('<p>昨夜北方多地降雪，铁路部门加开列车，市民出行基本正常，预计明天转晴。');
    expect(distance(one.simhash, other.simhash)).toBeGreaterThan(10);
  });
});

/** Our own sentences: what an operator might write, in no operator's words. */
const NOTICES: Readonly<Record<string, string>> = {
  Russian: 'Вход на эту страницу закрыт: доступ к ресурсу прекращён по постановлению суда, адрес находится в реестре.',
  Ukrainian: 'Доступ до цього ресурсу обмежено на виконання указу, зверніться до свого оператора.',
  Belarusian: 'Доступ да гэтага сайта абмежаваны паводле рашэння міністэрства.',
  Kazakh: 'Бұл сайтқа қолжетімділік сот шешімі бойынша шектелген.',
  English: 'You cannot access this website here. It was blocked to comply with a court order.',
  Farsi: 'دسترسی به این سایت بر اساس قوانین کشور مسدود شده است.',
  Arabic: 'عذرا، الوصول إلى هذا الموقع محجوب بموجب قوانين الدولة.',
  Turkish: 'Bu internet sitesine erişim mahkeme kararı ile engellenmiştir.',
  Indonesian: 'Maaf, situs ini diblokir sesuai peraturan pemerintah.',
  Malay: 'Harap maaf, laman ini disekat kerana melanggar undang-undang.',
  Burmese: 'ဤဝဘ်ဆိုက်ကို ဥပဒေအရ ပိတ်ထားပါသည်။',
  Thai: 'ขออภัย เว็บไซต์นี้ถูกระงับตามคำสั่งศาล',
  Vietnamese: 'Trang này đã bị chặn theo quy định của pháp luật.',
  Korean: '이 사이트는 법률에 의거하여 접속이 차단되었습니다.',
  Chinese: '根据法律规定，您访问的网站已被屏蔽。',
  'Chinese, traditional': '依法令規定，此網站已被封鎖。',
  Spanish: 'El acceso a este sitio ha sido bloqueado por orden judicial.',
  Portuguese: 'O acesso a este site foi bloqueado por decisão judicial.',
  Italian: 'L’accesso a questo sito è stato inibito con provvedimento dell’autorità.',
  French: 'L’accès à ce site est bloqué par décision de justice.',
  German: 'Der Zugang zu dieser Seite wurde auf Anordnung der Behörde gesperrt.',
  Dutch: 'De toegang tot deze website is geblokkeerd op bevel van de rechter.',
  Hindi: 'सरकार के आदेश से यह वेबसाइट अवरुद्ध कर दी गई है।',
  Urdu: 'یہ ویب سائٹ حکومت کے حکم پر بلاک کر دی گئی ہے۔',
  Polish: 'Dostęp do tej strony został zablokowany na podstawie ustawy.',
  Greek: 'Η πρόσβαση σε αυτή την ιστοσελίδα έχει αποκλειστεί με απόφαση της αρχής.',
  Hebrew: 'הגישה לאתר זה נחסמה על פי צו בית משפט.',
  Uzbek: 'Ushbu saytga kirish qonun asosida cheklangan.',
  Azeri: 'Bu sayta giriş məhkəmə qərarı ilə məhdudlaşdırılıb.',
};

describe('whose words a page uses', () => {
  it.each(Object.entries(NOTICES))('hears a ban in %s', async (_language, text) => {
    expect((await look(page('<title>-</title>', `<p>${text}</p>`))).stubWords).toBeGreaterThanOrEqual(3);
  });

  it('hears a ban in capital letters, in a heading, and in a charset of its own', async () => {
    const koi8 = new TextEncoder().encode('<html><head><meta charset=koi8-r></head><body><h1>');
    // "Доступ ограничен" in KOI8-R.
    const words = Uint8Array.of(
      0xe4,
      0xcf,
      0xd3,
      0xd4,
      0xd5,
      0xd0,
      0x20,
      0xcf,
      0xc7,
      0xd2,
      0xc1,
      0xce,
      0xc9,
      0xde,
      0xc5,
      0xce,
    );
    const seen = await lookAt(new Uint8Array([...koi8, ...words]), { contentType: 'text/html', url: URL_OF_PAGE });
    expect(seen.stubWords).toBeGreaterThanOrEqual(3);
    expect((await look('<h1>ERİŞİM ENGELLENDİ</h1>')).stubWords).toBeGreaterThanOrEqual(3);
  });

  it.each([
    ['English', 'Welcome to our guest Wi-Fi. Enter your room number and last name to connect to the internet.'],
    ['Russian', 'Для доступа в интернет введите номер телефона, мы отправим SMS с кодом.'],
    ['Russian, the bill', 'На вашем лицевом счете недостаточно средств. Пополните баланс, чтобы войти в интернет.'],
    ['Spanish', 'Bienvenido a la red wifi. Introduzca su usuario y contraseña.'],
    ['Chinese', '欢迎使用无线网络，请输入手机号获取验证码后登录上网。'],
  ])('hears a network that wants to know its user in %s', async (_language, text) => {
    const seen = await look(page('<title>-</title>', `<p>${text}</p>`));
    expect(seen.portalWords).toBeGreaterThanOrEqual(2);
  });

  it('hears no network in the door of a site', async () => {
    expect(
      (await look(page('<title>Log in</title>', '<form>User name <input> Password <input type=password></form>')))
        .portalWords,
    ).toBe(0);
  });

  it('hears nothing in the news', async () => {
    const news = `<h1>River levels fall</h1>${'<p>Ferries between the islands run again after a dry week, and the market in the old town opened on Monday.</p>'.repeat(20)}`;
    expect(await look(page('<title>River levels fall</title>', news))).toMatchObject({
      stubWords: 0,
      portalWords: 0,
      serverWords: 0,
    });
  });

  it('hears no ban in a long page that mentions one in passing', async () => {
    const text = `${'<p>Ferries between the islands run again after a dry week, and the market in the old town opened on Monday.</p>'.repeat(40)}<p>Access to the site was blocked by a court.</p>`;
    expect((await look(page('<title>River levels fall</title>', text))).stubWords).toBe(0);
  });
});

describe('hostile pages', () => {
  it('ends in time and within its caps, whatever is nested how often', async () => {
    const deep = await look(`<html>${'<div>'.repeat(200_000)}`);
    expect(deep.kind).toBe('html');
    const many = await look(`<html>${'<h1>x</h1><iframe src=http://x.example/></iframe><a href=/>'.repeat(20_000)}`);
    expect(many.headings.length).toBeLessThanOrEqual(8);
    expect(many.leadsTo.length).toBeLessThanOrEqual(20);
    const long = await look(`<title>${'word '.repeat(100_000)}</title>`);
    expect(long.title?.length ?? 0).toBeLessThanOrEqual(400);
  });

  it('never throws, and always gives a fingerprint of 64 bits', async () => {
    const property = fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), fc.boolean(), async (bytes, asHtml) => {
      const start = new TextEncoder().encode(asHtml ? '<html><title>' : '');
      const seen = await lookAt(new Uint8Array([...start, ...bytes]), { contentType: null, url: URL_OF_PAGE });
      return /^[0-9a-f]{16}$/.test(seen.simhash);
    });
    expect((await fc.check(property)).failed).toBe(false);
  });
});
