// The network study, its section 7, cases 01 to 08: what a name server can do to a reader.
import { describe, expect, test } from 'vitest';
import { DEFAULT_LIMITS } from '../../../main/fetch/limits.ts';
import { createOriginMemory } from '../../../main/fetch/origin-memory.ts';
import { answer, redirect, startHostileServer } from '../../helpers/hostile-server.ts';
import type { LineReader } from '../../helpers/line-reader.ts';
import type { LineWorld, Site } from '../../helpers/line-world.ts';
import { rss } from '../../helpers/made-news.ts';
import type { NameAnswer } from '../../helpers/name-server.ts';
import { closeLater, fetchOnce, newReader, newWorld, QUICK, twoThatAnswer } from './world-of-test.ts';

const FEED = rss({ items: [{ title: 'First' }] });
const DAY_MS = 86_400_000;

describe('DNS', () => {
  test('01 NXDOMAIN with no history is DNS_NX, opens no socket and says nothing of the network', async () => {
    const world = await newWorld();
    const good = await world.site('evening-line.org');
    good.on('/feed', answer({ body: FEED, headers: { ETag: '"good"' } }));
    const reader = await newReader(world);
    const missing = await reader.subscribe('https://no-such-paper.org/feed');
    const there = await reader.subscribe(good.url('/feed'));
    const pass = await reader.pass();
    expect(pass.outcome('https://no-such-paper.org/feed')).toBe('DNS_NX');
    expect(pass.outcome(good.url('/feed'))).toBe('OK');
    expect(world.questions('no-such-paper.org')).toBeGreaterThan(0);
    expect(world.dialed).toEqual([`${good.addresses[0]}:443`]);
    expect(reader.feed(missing)).toMatchObject({ lastOutcome: 'DNS_NX', total: 0, lastSuccessMs: null });
    expect(reader.toFetch(missing)).toMatchObject({ validators: { etag: null, lastModified: null }, sha256: null });
    expect(reader.toFetch(there).validators.etag).toBe('"good"');
    expect(['unknown', 'open']).toContain((await reader.status()).state);
    expect(reader.quarantined()).toEqual([]);
  });

  test('02 NXDOMAIN for a site that was good yesterday: it is reached at its old address, flagged, and the state stays', async () => {
    const { world, site, reader, id, other } = await readerOfYesterday();
    world.answers(site.name, 3);
    site.on('/feed', answer({ body: rss({ items: [{ title: 'First' }, { title: 'Second' }] }) }));
    const pass = await reader.pass();
    expect(pass.outcome(site.url('/feed'))).toBe('OK');
    expect(reader.titles()).toEqual(['First', 'Of evening-line.org', 'Of weekly-line.org', 'Second']);
    expect(reader.feed(id)).toMatchObject({ lastOutcome: 'OK', dnsBlocked: true, authority: 'tls' });
    expect(reader.feed(other).dnsBlocked).toBe(false);
    expect(pass.summary.state).toBe('open');
    // Names are answered again: the flag goes with the next success.
    world.answers(site.name, site.addresses);
    await reader.restart();
    await reader.pass();
    expect(reader.feed(id).dnsBlocked).toBe(false);
  });

  test('02 an old address is never used over http, where nobody vouches for it', async () => {
    const world = await newWorld();
    const site = await world.site('plain-paper.org', { scheme: 'http' });
    site.on('/feed', answer({ body: FEED }));
    const reader = await newReader(world);
    await reader.subscribe(site.url('/feed'));
    expect((await reader.pass()).outcome(site.url('/feed'))).toBe('OK');
    world.answers(site.name, 3);
    await reader.restart();
    const before = site.server.connections();
    expect((await reader.pass()).outcome(site.url('/feed'))).toBe('DNS_NX');
    expect(site.server.connections()).toBe(before);
  });

  test('02 an old address at which somebody else answers by now is no way: the outcome stays DNS_NX', async () => {
    const world = await newWorld();
    const site = await world.site('moved-paper.org');
    site.on('/feed', answer({ body: FEED }));
    const origins = createOriginMemory();
    expect((await fetchOnce(world, { url: site.url('/feed') }, { origins })).outcome).toBe('OK');
    expect(origins.addresses(site.origin)).toEqual(site.addresses);
    const stranger = await world.site('somebody-else.org', { addresses: site.addresses });
    world.answers(site.name, 3);
    const outcome = await fetchOnce(world, { url: site.url('/feed') }, { origins });
    expect(outcome).toMatchObject({ outcome: 'DNS_NX', status: null });
    expect(stranger.server.requests).toEqual([]);
  });

  test.each([
    ['SERVFAIL', 2],
    ['REFUSED', 5],
    ['NODATA', 'empty'],
  ] as const)('03 %s is DNS_FAIL without history, and with it the old address serves', async (_name, said) => {
    const world = await newWorld();
    const site = await world.site('servfail-paper.org');
    site.on('/feed', answer({ body: FEED }));
    const origins = createOriginMemory();
    await fetchOnce(world, { url: site.url('/feed') }, { origins });
    world.answers(site.name, said);
    const without = await fetchOnce(world, { url: site.url('/feed') });
    expect(without).toMatchObject({ outcome: 'DNS_FAIL', connections: 0, address: null });
    const withHistory = await fetchOnce(world, { url: site.url('/feed') }, { origins });
    expect(withHistory).toMatchObject({ outcome: 'OK', dnsBlocked: true, address: site.addresses[0] });
    expect(site.server.requests).toHaveLength(2);
  });

  test('03 a resolver that fails for one name twice: the source is left alone for a while', async () => {
    const world = await newWorld();
    const site = await world.site('servfail-paper.org');
    world.answers(site.name, 2);
    const reader = await newReader(world, { limits: QUICK });
    await reader.subscribe(site.url('/feed'));
    await twoThatAnswer(world, reader);
    const asked = async (): Promise<boolean> => (await reader.round()).outcome(site.url('/feed')) === 'DNS_FAIL';
    expect(await asked()).toBe(true);
    reader.wait(5 * 60_000);
    expect(await asked()).toBe(true);
    reader.wait(61_000);
    expect(await asked()).toBe(false);
    reader.wait(210_000);
    expect(await asked()).toBe(true);
  });

  test.each([
    ['silence', 'silent'],
    ['bytes that are no answer', 'malformed'],
    ['an answer to another question', 'wrong id'],
  ] as const)('04 %s is DNS_FAIL at the limit of look-ups, which is 5 s and not 30', async (_name, said) => {
    expect(DEFAULT_LIMITS.lookupTimeoutMs).toBe(5_000);
    const world = await newWorld();
    world.answers('quiet-paper.org', said);
    const startMs = performance.now();
    const outcome = await fetchOnce(world, { url: 'https://quiet-paper.org/feed' }, { limits: QUICK });
    expect(outcome).toMatchObject({ outcome: 'DNS_FAIL', connections: 0, phases: { lookupMs: null } });
    expect(performance.now() - startMs).toBeLessThan(QUICK.lookupTimeoutMs + 2_000);
    expect(world.dialed).toEqual([]);
  });

  test.each([
    ['10.10.34.34'],
    ['127.0.0.1'],
    ['0.0.0.0'],
    ['100.64.9.9'],
    ['172.29.8.1'],
    ['169.254.1.1'],
    ['fd00::1'],
    ['d0::11'],
    ['::1'],
  ])('05 a public name that leads to %s is DNS_BOGON, and nothing is connected to', async (bogon) => {
    const world = await newWorld();
    world.answers('poisoned-paper.org', [bogon]);
    for (const scheme of ['https', 'http']) {
      const outcome = await fetchOnce(world, { url: `${scheme}://poisoned-paper.org/feed` });
      expect(outcome).toMatchObject({ outcome: 'DNS_BOGON', connections: 0, address: null });
    }
    expect(world.dialed).toEqual([]);
  });

  test('05 after a bogon the old address is tried, and the bogus one never', async () => {
    const { world, site, reader, id } = await readerOfYesterday();
    world.answers(site.name, ['10.10.34.34']);
    const pass = await reader.pass();
    expect(pass.outcome(site.url('/feed'))).toBe('OK');
    expect(reader.feed(id).dnsBlocked).toBe(true);
    expect(world.dialed.filter((address) => address.startsWith('10.'))).toEqual([]);
  });

  test('06 a stub server with the certificate of another host is TLS_INTERCEPT; nothing is archived or forgotten', async () => {
    const { world, site, reader, id } = await readerOfYesterday();
    const stub = await world.site(site.name, {
      certificate: world.authority.issue(['block.isp.test']),
      addresses: [world.freshAddress()],
    });
    stub.otherwise(answer({ body: rss({ items: [{ title: 'Blocked' }] }), headers: { ETag: '"stub"' } }));
    const [address = ''] = stub.addresses;
    const pass = await reader.pass();
    expect(pass.outcome(site.url('/feed'))).toBe('TLS_INTERCEPT');
    expect(world.dialed).toContain(`${address}:443`);
    expect(world.dialed.filter((one) => one.startsWith(site.addresses[0] ?? ''))).toHaveLength(1); // the day before
    expect(stub.server.requests).toEqual([]);
    expect(reader.titles()).toEqual(['First', 'Of evening-line.org', 'Of weekly-line.org']);
    expect(reader.toFetch(id).validators.etag).toBe('"first"');
    expect(reader.feed(id).lastOutcome).toBe('TLS_INTERCEPT');
  });

  test('07 six unrelated names at one address are a CDN when each handshake is valid: OK, and no flag', async () => {
    const world = await newWorld();
    const names = ['a', 'b', 'c', 'd', 'e', 'f'].map((letter) => `paper-${letter}.org`);
    const shared = world.authority.issue(names);
    const [first = '', ...others] = names;
    const cdn = await world.site(first, { certificate: shared });
    for (const name of others) world.answers(name, cdn.addresses);
    cdn.otherwise((request, socket) =>
      answer({
        body: rss({ title: request.headers['host'] ?? '', items: [{ title: `News of ${request.headers['host']}` }] }),
      })(request, socket),
    );
    const reader = await newReader(world);
    const ids = await Promise.all(names.map((name) => reader.subscribe(`https://${name}/feed`)));
    const pass = await reader.pass();
    expect(pass.reports.map(({ outcome }) => outcome)).toEqual(names.map(() => 'OK'));
    expect(ids.map((id) => reader.feed(id).dnsBlocked)).toEqual(names.map(() => false));
    expect(reader.titles()).toHaveLength(6);
    expect(pass.summary.state).toBe('open');
  });

  test('08 a feed in the own network is fetched because its owner added it', async () => {
    const world = await newWorld();
    const nas = closeLater(await startHostileServer());
    nas.on('/feed', answer({ body: FEED }));
    world.place('192.168.7.7', 80, nas);
    const reader = await newReader(world);
    await reader.subscribe('http://192.168.7.7/feed');
    expect((await reader.pass()).outcome('http://192.168.7.7/feed')).toBe('OK');
    expect(reader.titles()).toEqual(['First']);
  });

  test.each([['127.0.0.1'], ['192.168.7.7'], ['[::1]'], ['localhost']])(
    '08 a public feed that redirects to %s is refused, and no connection goes there',
    async (host) => {
      const world = await newWorld();
      const site = await world.site('redirecting-paper.org');
      const plain = await world.site('redirecting-plain-paper.org', { scheme: 'http' });
      for (const one of [site, plain]) one.on('/feed', redirect(`http://${host}/feed`));
      expect(await fetchOnce(world, { url: site.url('/feed') })).toMatchObject({ outcome: 'REFUSED_TARGET' });
      // Over http it may as well be a portal's doing; it is not followed either way.
      expect(['REFUSED_TARGET', 'CAPTIVE']).toContain((await fetchOnce(world, { url: plain.url('/feed') })).outcome);
      expect(world.dialed).toEqual([`${site.addresses[0]}:443`, `${plain.addresses[0]}:80`]);
    },
  );

  test('further: 40 names whose resolver is silent do not keep 5 good sources waiting', async () => {
    const world = await newWorld();
    world.answersOtherwise((name): NameAnswer => (name.startsWith('silent') ? 'silent' : 3));
    const good = await Promise.all(
      Array.from({ length: 5 }, (_, index) => world.site(`good-${index}.org`, { scheme: 'http' })),
    );
    for (const site of good) site.on('/feed', answer({ body: rss({ items: [{ title: site.name }] }) }));
    const reader = await newReader(world);
    for (let index = 0; index < 40; index++) await reader.subscribe(`https://silent-${index}.org/feed`);
    for (const site of good) await reader.subscribe(site.url('/feed'));
    const doneMs: number[] = [];
    const startMs = performance.now();
    const outcomes: string[] = [];
    await reader.larder.fetchPass(
      { feedIds: null, feedsOnly: true, images: false, deadlineMs: null, budgetBytes: null },
      (report) => {
        outcomes.push(report.outcome);
        if (report.outcome === 'OK') doneMs.push(Math.round(performance.now() - startMs));
      },
    );
    console.log(`40 silent names: the 5 good sources were done after ${doneMs.join(', ')} ms`);
    expect(doneMs).toHaveLength(5);
    // 2 s on a quiet machine; whatever waits behind a silent name waits for 5 s.
    expect(Math.max(...doneMs)).toBeLessThan(4_000);
    expect(outcomes.filter((outcome) => outcome === 'DNS_FAIL')).toHaveLength(40);
  });
});

/** A site that was good yesterday, and another one that stays good; the program has started anew since. */
async function readerOfYesterday(): Promise<{
  world: LineWorld;
  site: Site;
  reader: LineReader;
  id: Awaited<ReturnType<LineReader['subscribe']>>;
  other: Awaited<ReturnType<LineReader['subscribe']>>;
}> {
  const world = await newWorld();
  const site = await world.site('morning-line.org');
  site.on('/feed', answer({ body: FEED, headers: { ETag: '"first"' } }));
  const others = await Promise.all(['evening-line.org', 'weekly-line.org'].map((name) => world.site(name)));
  for (const one of others)
    one.on('/feed', answer({ body: rss({ title: one.name, items: [{ title: `Of ${one.name}` }] }) }));
  const reader = await newReader(world);
  const id = await reader.subscribe(site.url('/feed'));
  const [other] = await Promise.all(others.map((one) => reader.subscribe(one.url('/feed'))));
  const first = await reader.pass();
  expect(first.outcome(site.url('/feed'))).toBe('OK');
  reader.wait(DAY_MS);
  await reader.restart();
  if (other === undefined) throw new Error('no other source');
  return { world, site, reader, id, other };
}
