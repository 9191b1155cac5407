// The network study, its section 7, cases 39 to 52: answers that are not what was asked for.
import { describe, expect, test } from 'vitest';
import { answer, inTurn, redirect, type Behaviour } from '../../helpers/hostile-server.ts';
import type { LineReader } from '../../helpers/line-reader.ts';
import type { LineWorld, Site } from '../../helpers/line-world.ts';
import { jpegBytes, pageHtml, pngBytes, portalHtml, prose, rss, stubHtml } from '../../helpers/made-news.ts';
import { fetchOnce, newReader, newWorld, QUICK, twoThatAnswer } from './world-of-test.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const FEED = rss({ items: [{ title: 'First' }, { title: 'Second' }] });
const FEED_TYPE = { 'Content-Type': 'application/rss+xml' };

describe('HTTP', () => {
  test.each([
    ['never seen before', false],
    ['good until now', true],
  ])(
    '39 a source over http, %s, is sent to a stub of the network: STUB, nothing stored or learned',
    async (_name, goodBefore) => {
      const { world, site, reader, id } = await sourceOf('http');
      if (goodBefore) {
        site.on('/feed', answer({ body: FEED, headers: { ...FEED_TYPE, ETag: '"good"' } }));
        expect((await reader.pass()).outcome(site.url('/feed'))).toBe('OK');
      }
      const stub = await world.site('warning-isp.ru', { scheme: 'http' });
      stub.otherwise(html(stubHtml(site.name)));
      site.on('/feed', redirect(stub.url('/?url=blocked')));
      const pass = await reader.pass();
      expect(pass.outcome(site.url('/feed'))).toBe('STUB');
      expect(reader.titles()).toEqual(goodBefore ? ['First', 'Second'] : []);
      expect(reader.feed(id).url).toBe(site.url('/feed'));
      expect(reader.toFetch(id).knownDomains).not.toContain('warning-isp.ru');
      expect(reader.toFetch(id).validators.etag).toBe(goodBefore ? '"good"' : null);
      expect(reader.quarantined()).toMatchObject([{ what: 'feed', feedId: id, host: site.name, outcome: 'STUB' }]);
      expect(reader.quarantined()[0]?.reason).toContain(site.name);
      expect(reader.quarantined()[0]?.sha256).toMatch(/^[0-9a-f]{64}$/);
      // The next pass asks the source itself again, and a good answer releases the entry.
      site.on('/feed', answer({ body: FEED, headers: FEED_TYPE }));
      expect((await reader.pass()).outcome(site.url('/feed'))).toBe('OK');
      expect(reader.titles()).toEqual(['First', 'Second']);
    },
  );

  test('40 a lasting redirect to another site, seen once over http, is not kept', async () => {
    const { world, site, reader, id } = await sourceOf('http');
    const other = await world.site('new-home.com', { scheme: 'http' });
    other.on('/feed', answer({ body: FEED, headers: FEED_TYPE }));
    site.on('/feed', answer({ body: FEED, headers: FEED_TYPE }));
    await reader.pass();
    site.on('/feed', redirect(other.url('/feed'), 301));
    reader.wait(HOUR_MS);
    await reader.pass();
    expect(reader.feed(id).url).toBe(site.url('/feed'));
    expect((await reader.larder.handlers['library.get']({})).subscriptions[0]?.url).toBe(site.url('/feed'));
  });

  test('40 a lasting redirect over https, seen three times and days apart, is kept', async () => {
    const { site, other, reader, id } = await movingSource('https');
    for (let day = 0; day < 3; day++) {
      other.on('/feed', answer({ body: editionOf(day), headers: FEED_TYPE }));
      expect(reader.feed(id).url).toBe(site.url('/feed'));
      reader.wait(DAY_MS);
      expect((await reader.pass()).reports[0]?.outcome).toBe('OK');
    }
    expect(reader.feed(id).url).toBe(other.url('/feed'));
    expect(reader.titles()).toEqual(['Day 0', 'Day 1', 'Day 2', 'First', 'Second']);
  });

  test('40 a source that has moved and has no news is followed as well', async () => {
    const { other, reader, id } = await movingSource('https');
    for (let day = 0; day < 3; day++) {
      reader.wait(DAY_MS);
      await reader.pass();
    }
    expect(reader.feed(id).url).toBe(other.url('/feed'));
  });

  test('40 over http it takes two networks as well, for one network may send everybody elsewhere', async () => {
    const { site, other, reader, id } = await movingSource('http');
    for (let day = 0; day < 4; day++) {
      other.on('/feed', answer({ body: editionOf(day), headers: FEED_TYPE }));
      reader.wait(DAY_MS);
      await reader.pass();
    }
    expect(reader.feed(id).url).toBe(site.url('/feed'));
    // As it was seen in another network.
    reader.larder.archive.feedMoved(id, other.url('/feed'), 'another network');
    other.on('/feed', answer({ body: editionOf(4), headers: FEED_TYPE }));
    reader.wait(DAY_MS);
    await reader.pass();
    expect(reader.feed(id).url).toBe(other.url('/feed'));
  });

  test('41 the same stub in place of three unrelated sources: it is remembered, and speaks of the network', async () => {
    const world = await newWorld();
    const names = ['alpha-news.org', 'beta-times.net', 'gamma-post.com'];
    const sites = await Promise.all(names.map((name) => world.site(name, { scheme: 'http' })));
    for (const site of sites) site.on('/feed', answer({ body: newsOf(site), headers: FEED_TYPE }));
    const steady = await world.site('steady-paper.io');
    steady.on('/feed', answer({ body: newsOf(steady), headers: FEED_TYPE }));
    const reader = await newReader(world);
    for (const site of [...sites, steady]) await reader.subscribe(site.url('/feed'));
    await reader.pass();
    // Nothing in its words gives it away.
    const stub = pageHtml('Notice').replaceAll('part', 'piece');
    for (const site of sites) site.on('/feed', html(stub));
    reader.wait(HOUR_MS);
    const pass = await reader.pass();
    expect(sites.map((site) => pass.outcome(site.url('/feed')))).toEqual(['STUB', 'STUB', 'STUB']);
    expect(reader.larder.archive.stubTemplates()).toHaveLength(1);
    expect(reader.titles()).toEqual([...names, steady.name].map((name) => `News of ${name}`).sort());
    expect(reader.quarantined()).toHaveLength(3);
    expect(pass.summary.state).toBe('allowlist');
  });

  test('42 a page in place of the feed over verified TLS is the server’s own doing: NOT_A_FEED, old items kept', async () => {
    const { site, reader, id } = await sourceOf('https');
    site.on('/feed', answer({ body: FEED, headers: { ...FEED_TYPE, ETag: '"good"' } }));
    await reader.pass();
    site.on('/feed', answer({ body: stubHtml(site.name), headers: { 'Content-Type': 'text/html', ETag: '"page"' } }));
    const pass = await reader.pass();
    expect(pass.outcome(site.url('/feed'))).toBe('NOT_A_FEED');
    expect(reader.titles()).toEqual(['First', 'Second']);
    expect(reader.toFetch(id).validators.etag).toBe('"good"');
    expect(['unknown', 'open']).toContain(pass.summary.state);
  });

  test('43 another channel in place of a known one over http goes to quarantine', async () => {
    const { site, reader, id } = await sourceOf('http');
    const feed = {
      title: 'The Wire',
      link: 'http://wire-paper.org/',
      items: [{ title: 'First' }, { title: 'Second' }],
    };
    site.on('/feed', answer({ body: rss(feed), headers: { ...FEED_TYPE, ETag: '"mine"' } }));
    await reader.pass();
    const foreign = { title: 'Official Bulletin', link: 'http://bulletin-of-state.ru/', items: [{ title: 'Order' }] };
    site.on('/feed', answer({ body: rss(foreign), headers: { ...FEED_TYPE, ETag: '"theirs"' } }));
    const pass = await reader.pass();
    expect(['TAMPER', 'STUB']).toContain(pass.outcome(site.url('/feed')));
    expect(reader.titles()).toEqual(['First', 'Second']);
    expect(reader.feed(id).title).toBe('The Wire');
    expect(reader.toFetch(id).validators.etag).toBe('"mine"');
    expect(reader.quarantined()).toMatchObject([{ what: 'feed', feedId: id }]);
  });

  test.each(['https', 'http'] as const)('44 a long article about blocking, over %s, is archived', async (scheme) => {
    const { site, reader } = await sourceOf(scheme);
    const title = 'How sites are blocked in our country';
    const about =
      '<p>The page says «Доступ к сайту ограничен», "access to this site is restricted by order of the authorities", and names ' +
      'the register of blocked sites. Доступ к ресурсу ограничен по решению суда.</p>';
    site.on('/feed', answer({ body: rss({ items: [{ title, link: site.url('/blocking') }] }), headers: FEED_TYPE }));
    site.on('/blocking', html(pageHtml(title, about.repeat(20) + prose('The register', 12))));
    await reader.pass({ feedsOnly: false });
    expect(reader.text(title).length).toBeGreaterThan(6_000);
    expect(reader.text(title)).toContain('Доступ к сайту ограничен');
    expect(reader.quarantined()).toEqual([]);
  });

  test('45 451 over http is STUB, whoever it names; over verified TLS it is the server’s, and the next way is tried', async () => {
    const legal = answer({
      status: 451,
      body: stubHtml('x'),
      headers: {
        Link: '<https://isp.example/>; rel="blocked-by"',
        'Content-Type': 'text/html',
        'Retry-After': '999999',
      },
    });
    const plain = await sourceOf('http');
    plain.site.on('/feed', legal);
    const pass = await plain.reader.pass();
    expect(pass.outcome(plain.site.url('/feed'))).toBe('STUB');
    expect(plain.reader.toFetch(plain.id).retryAtMs).toBeNull();

    const secure = await sourceOf('https');
    secure.site.on('/feed', legal);
    expect((await secure.reader.pass()).outcome(secure.site.url('/feed'))).toBe('SERVER_LEGAL');
    expect(secure.reader.titles()).toEqual([]);

    const mirrored = await sourceOf('https');
    mirrored.site.on('/feed', answer({ body: manyItems('The Wire'), headers: FEED_TYPE }));
    await mirrored.reader.pass();
    const mirror = await mirrored.world.site('wire-mirror.net');
    mirror.on('/feed', answer({ body: manyItems('The Wire', 'Fresh'), headers: FEED_TYPE }));
    await mirrored.reader.setRoutes(mirrored.id, {
      direct: 'auto',
      chain: [
        { via: 'direct', url: null },
        { via: 'direct', url: mirror.url('/feed') },
      ],
    });
    mirrored.site.on('/feed', answer({ status: 451, body: 'no', headers: {} }));
    expect((await mirrored.reader.pass()).outcome(mirrored.site.url('/feed'))).toBe('OK');
    expect(mirrored.reader.titles()).toContain('Fresh');
  });

  test('45 what a server withholds by law is asked again after an hour, whatever becomes of the line', async () => {
    const { reader, site, world } = await sourceOf('https');
    await twoThatAnswer(world, reader);
    site.on('/feed', answer({ status: 451, body: 'no', headers: {} }));
    await reader.round();
    expect(site.paths()).toHaveLength(1);
    reader.larder.lookAtNetwork();
    await reader.live(58 * MINUTE_MS, 2 * MINUTE_MS);
    expect(site.paths()).toHaveLength(1);
    await reader.live(3 * HOUR_MS, 10 * MINUTE_MS);
    // A wait is drawn between an hour and three times the one before, the first between one and three.
    expect(site.paths().length).toBeGreaterThanOrEqual(2);
    expect(site.paths().length).toBeLessThanOrEqual(4);
  });

  test.each([
    ['answers 511', () => answer({ status: 511, body: portalHtml(), headers: { 'Content-Type': 'text/html' } })],
    ['redirects to its own address', portalRedirect],
    ['redirects to a site of its own', () => redirect('http://portal-of-hotels.com/login?from=feed')],
  ] as const)(
    '46 a portal that %s for two sources: CAPTIVE, nothing archived, and its page is offered',
    async (_name, portal) => {
      const world = await newWorld();
      const plain = await Promise.all(
        ['hotel-one.org', 'hotel-two.net'].map((name) => world.site(name, { scheme: 'http' })),
      );
      const secure = await world.site('hotel-three.com', { connection: 'swallow' });
      const welcome = await world.site('portal-of-hotels.com', { scheme: 'http' });
      welcome.otherwise(html(portalHtml()));
      for (const site of plain) site.otherwise(portal());
      const reader = await newReader(world, { limits: QUICK });
      const feeds = plain.map((site) => site.url('/feed?token=secret-of-mine'));
      for (const url of [...feeds, secure.url('/feed')]) await reader.subscribe(url);
      const pass = await reader.pass();
      expect(feeds.map((url) => pass.outcome(url))).toEqual(['CAPTIVE', 'CAPTIVE']);
      expect(pass.summary.state).toBe('captive');
      expect(reader.titles()).toEqual([]);
      const status = await reader.status();
      expect(status.state).toBe('captive');
      expect(status.reason.kind).toBe('portal');
      if (portal === portalRedirect) expect(status.portalUrl).toBe('http://10.99.0.1/login?from=feed');
      expect(status.portalUrl ?? '').not.toContain('secret-of-mine');
      expect(welcome.server.requests.filter(({ head }) => head.includes('secret-of-mine'))).toEqual([]);
      // The portal itself is for a browser; this program never knocks there.
      expect(world.dialed.filter((address) => address.startsWith('10.'))).toEqual([]);
    },
  );

  test('47 "gone" on three days over more than a week of an open line suggests to unsubscribe, once does not', async () => {
    const { world, site, reader, id } = await sourceOf('https');
    const others = await Promise.all(['steady-a.org', 'steady-b.net'].map((name) => world.site(name)));
    for (const other of others) {
      other.on('/feed', answer({ body: newsOf(other), headers: FEED_TYPE }));
      await reader.subscribe(other.url('/feed'));
    }
    site.on('/feed', inTurn(answer({ body: FEED, headers: FEED_TYPE }), answer({ status: 410, body: 'gone' })));
    await reader.pass();
    for (const [waitDays, expected] of [
      [1, false],
      [4, false],
      [4, true],
    ] as const) {
      reader.wait(waitDays * DAY_MS);
      expect((await reader.pass()).outcome(site.url('/feed'))).toBe('GONE');
      expect(reader.feed(id).seemsGone).toBe(expected);
    }
    expect(reader.titles()).toContain('First');
    site.on('/feed', answer({ body: FEED, headers: FEED_TYPE }));
    await reader.pass();
    expect(reader.feed(id).seemsGone).toBe(false);
  });

  test('47 over http, where anybody may have said it, "gone" is never counted', async () => {
    const { site, reader, id } = await sourceOf('http');
    site.on('/feed', inTurn(answer({ body: FEED, headers: FEED_TYPE }), answer({ status: 410, body: 'gone' })));
    await reader.pass();
    for (let time = 0; time < 3; time++) {
      reader.wait(5 * DAY_MS);
      await reader.pass();
    }
    expect(reader.feed(id).seemsGone).toBe(false);
  });

  test('48 429 with Retry-After: no request for an hour, also after a restart and a change of the line', async () => {
    const { world, site, reader } = await sourceOf('https');
    const others = await Promise.all(['steady-a.org', 'steady-b.net'].map((name) => world.site(name)));
    for (const other of others) {
      other.on('/feed', answer({ body: newsOf(other), headers: FEED_TYPE }));
      await reader.subscribe(other.url('/feed'));
    }
    site.on(
      '/feed',
      inTurn(answer({ status: 429, body: 'slow down', headers: { 'Retry-After': '3600' } }), answer({ body: FEED })),
    );
    expect((await reader.pass()).outcome(site.url('/feed'))).toBe('HTTP_429');
    reader.wait(30 * 60_000);
    await reader.restart();
    expect((await reader.pass()).summary.state).toBe('open');
    expect(site.server.requests).toHaveLength(1);
    reader.wait(31 * 60_000);
    expect((await reader.pass()).outcome(site.url('/feed'))).toBe('OK');
    expect(site.server.requests).toHaveLength(2);
  });

  test('49 a Retry-After of ten years is one of a day; from a stub it is nothing', async () => {
    const tenYears = { 'Retry-After': '315360000' };
    const secure = await sourceOf('https');
    secure.site.on('/feed', answer({ status: 503, body: 'later', headers: tenYears }));
    expect((await secure.reader.pass()).outcome(secure.site.url('/feed'))).toBe('HTTP_503');
    expect(secure.reader.toFetch(secure.id).retryAtMs).toBe(secure.reader.nowMs() + DAY_MS);
    for (const status of [429, 503]) {
      const plain = await sourceOf('http');
      plain.site.on(
        '/feed',
        answer({ status, body: stubHtml(plain.site.name), headers: { 'Content-Type': 'text/html', ...tenYears } }),
      );
      expect((await plain.reader.pass()).outcome(plain.site.url('/feed'))).toBe('STUB');
      expect(plain.reader.toFetch(plain.id).retryAtMs).toBeNull();
    }
  });

  test('50 304 to our validators: no body, and the success is noted; 304 to a first visit: asked once more', async () => {
    const { site, reader, id } = await sourceOf('https');
    site.on(
      '/feed',
      inTurn(answer({ body: FEED, headers: { ETag: '"v1"', 'Last-Modified': 'yesterday' } }), answer({ status: 304 })),
    );
    await reader.pass();
    reader.wait(HOUR_MS);
    expect((await reader.pass()).outcome(site.url('/feed'))).toBe('NOT_MODIFIED');
    expect(site.server.requests[1]?.headers).toMatchObject({
      'if-none-match': '"v1"',
      'if-modified-since': 'yesterday',
    });
    expect(reader.feed(id).lastSuccessMs).toBe(reader.nowMs());
    expect(reader.toFetch(id).validators.etag).toBe('"v1"');

    const { world, site: odd } = await sourceOf('https');
    odd.on('/feed', inTurn(answer({ status: 304 }), answer({ body: FEED })));
    expect((await fetchOnce(world, { url: odd.url('/feed') })).outcome).toBe('OK');
    expect(odd.server.requests).toHaveLength(2);
    odd.on('/always', answer({ status: 304 }));
    expect((await fetchOnce(world, { url: odd.url('/always') })).outcome).toBe('HTTP_5XX');
    expect(odd.paths().filter((path) => path === '/always')).toHaveLength(2);
  });

  test('51 a page in place of a picture, and one pixel shared by three sites, are not stored', async () => {
    const { world, site, reader } = await sourceOf('https');
    const hosts = await Promise.all(
      ['pics-a.org', 'pics-b.net', 'pics-c.com', 'pics-d.info'].map((name) => world.site(name, { scheme: 'http' })),
    );
    const [stubbed, ...pixels] = hosts;
    stubbed?.otherwise(html(stubHtml('pics-a.org')));
    for (const host of pixels) host.otherwise(answer({ body: pngBytes(1), headers: { 'Content-Type': 'image/png' } }));
    const images = hosts.map(
      (host) => `<p><img src="${host.url('/a.png')}" alt="A boat" width="300" height="200"></p>`,
    );
    site.on(
      '/feed',
      answer({ body: rss({ items: [{ title: 'First', link: site.url('/first') }] }), headers: FEED_TYPE }),
    );
    site.on('/first', html(pageHtml('First', images.join(''))));
    const pass = await reader.pass({ feedsOnly: false });
    expect(pass.summary).toMatchObject({ articles: 1, images: 0 });
    expect(hosts.every((host) => host.server.requests.length > 0)).toBe(true);
    expect(reader.larder.archive.stats().images).toBe(0);
    expect(reader.larder.archive.article(reader.articleId('First'))?.images.stored).toBe(0);
  });

  test('51 the same picture in place of those of three unrelated sites is the network’s', async () => {
    const { world, site, reader } = await sourceOf('https');
    const hosts = await Promise.all(
      ['pics-a.org', 'pics-b.net', 'pics-c.com'].map((name) => world.site(name, { scheme: 'http' })),
    );
    for (const host of hosts) host.otherwise(answer({ body: pngBytes(80), headers: { 'Content-Type': 'image/png' } }));
    const images = hosts.map(
      (host) => `<p><img src="${host.url('/a.png')}" alt="A boat" width="300" height="200"></p>`,
    );
    site.on(
      '/feed',
      answer({ body: rss({ items: [{ title: 'First', link: site.url('/first') }] }), headers: FEED_TYPE }),
    );
    site.on('/first', html(pageHtml('First', images.join(''))));
    await reader.pass({ feedsOnly: false });
    expect(reader.larder.archive.stats().images).toBeLessThanOrEqual(2);
    const [last] = hosts.slice(-1);
    expect(last?.server.requests.length).toBeGreaterThan(0);
  });

  test('52 a JPEG without its end is not stored; the next pass asks for it again', async () => {
    const { site, reader } = await sourceOf('https');
    const image = `<p><img src="${site.url('/boat.jpg')}" alt="A boat" width="320" height="200"></p>`;
    site.on(
      '/feed',
      answer({ body: rss({ items: [{ title: 'First', link: site.url('/first') }] }), headers: FEED_TYPE }),
    );
    site.on('/first', html(pageHtml('First', image)));
    const jpeg = { 'Content-Type': 'image/jpeg' };
    site.on(
      '/boat.jpg',
      inTurn(
        answer({ body: jpegBytes(5_000, false), headers: jpeg }),
        answer({ body: jpegBytes(5_000), headers: jpeg }),
      ),
    );
    expect((await reader.pass({ feedsOnly: false })).summary.images).toBe(0);
    expect(reader.larder.archive.article(reader.articleId('First'))?.images).toMatchObject({ stored: 0, wanted: 1 });
    reader.wait(DAY_MS);
    expect((await reader.pass({ feedsOnly: false })).summary.images).toBe(1);
    expect(reader.larder.archive.article(reader.articleId('First'))?.images).toMatchObject({ stored: 1, wanted: 0 });
  });
});

function portalRedirect(): Behaviour {
  return redirect('http://10.99.0.1/login?from=feed');
}

async function sourceOf(
  scheme: 'http' | 'https',
): Promise<{ world: LineWorld; site: Site; reader: LineReader; id: Awaited<ReturnType<LineReader['subscribe']>> }> {
  const world = await newWorld();
  const site = await world.site('wire-paper.org', { scheme });
  const reader = await newReader(world);
  return { world, site, reader, id: await reader.subscribe(site.url('/feed')) };
}

/** A known source that sends everybody, for good as it says, to another site with the same news. */
async function movingSource(scheme: 'http' | 'https') {
  const { world, site, reader, id } = await sourceOf(scheme);
  const other = await world.site('new-home.com', { scheme });
  for (const one of [site, other]) one.on('/feed', answer({ body: FEED, headers: FEED_TYPE }));
  expect((await reader.pass()).outcome(site.url('/feed'))).toBe('OK');
  site.on('/feed', redirect(other.url('/feed'), 301));
  return { site, other, reader, id };
}

function editionOf(day: number): string {
  return rss({ items: [{ title: `Day ${day}` }, { title: 'First' }, { title: 'Second' }] });
}

function html(body: string): Behaviour {
  return answer({ body, headers: { 'Content-Type': 'text/html; charset=utf-8' } });
}

function newsOf(site: Site): string {
  return rss({ title: site.name, link: `${site.origin}/`, items: [{ title: `News of ${site.name}` }] });
}

function manyItems(title: string, newest?: string): string {
  const old = Array.from({ length: 9 }, (_, index) => ({ title: `Item ${index}` }));
  return rss({ title, items: [...(newest === undefined ? [] : [{ title: newest }]), ...old] });
}
