// The network study, its section 7, cases 14 to 24: what can happen between a connection and an answer under encryption.
import { rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { DEFAULT_LIMITS } from '../../../main/fetch/limits.ts';
import { outcomeClass } from '../../../shared/outcome.ts';
import { answer, silence, type ConnectionBehaviour } from '../../helpers/hostile-server.ts';
import { openLineWorld, type LineWorld, type Site } from '../../helpers/line-world.ts';
import { rss } from '../../helpers/made-news.ts';
import { createTestAuthority } from '../../helpers/test-authority.ts';
import { closeLater, fetchOnce, newReader, newWorld, QUICK } from './world-of-test.ts';

const FEED = rss({ items: [{ title: 'First' }] });

// What this device's own store of roots holds is read once per process: the root somebody made its owner install.
const national = createTestAuthority('Larder test national root');
const storePath = join(tmpdir(), `larder-line-store-${process.pid}.pem`);
writeFileSync(storePath, national.ca);
process.env['SSL_CERT_FILE'] = storePath;
afterAll(() => rmSync(storePath, { force: true }));

describe('TLS', () => {
  test.each([
    ['14 a reset after the greeting', 'reset', 'TLS_RST'],
    ['15 an end after the greeting', 'close', 'TLS_RST'],
    ['16 a greeting that is swallowed', 'swallow', 'TLS_BLACKHOLE'],
  ] as const)('%s: "%s" is %s, and TCP had connected', async (_name, connection, expected) => {
    expect(DEFAULT_LIMITS.tlsTimeoutMs).toBe(8_000);
    const world = await newWorld();
    const site = await world.site('greeted-paper.org', { connection });
    const outcome = await fetchOnce(world, { url: site.url('/feed') }, { limits: QUICK });
    expect(outcome).toMatchObject({ outcome: expected, status: null, connections: 1, authority: 'none' });
    expect(outcome.phases.tcpMs).not.toBeNull();
    expect(outcome.phases.tlsMs).toBeNull();
    expect(site.server.connections()).toBe(1);
    const reader = await newReader(world, { limits: QUICK });
    const id = await reader.subscribe(site.url('/feed'));
    expect((await reader.pass()).outcome(site.url('/feed'))).toBe(expected);
    expect(reader.feed(id)).toMatchObject({ total: 0, lastOutcome: expected, authority: null });
    expect(reader.toFetch(id).validators).toEqual({ etag: null, lastModified: null });
  });

  test.each([40, 112, 49])('17 the fatal alert %i is TLS_ALERT', async (number) => {
    const world = await newWorld();
    const site = await world.site('alert-paper.org', { connection: `alert ${number}` });
    const outcome = await fetchOnce(world, { url: site.url('/feed') });
    expect(outcome).toMatchObject({ outcome: 'TLS_ALERT', status: null, connections: 1 });
  });

  test('17 alerts speak of the network only where the sites were good before', async () => {
    const never = await worldOfAlerts({ goodBefore: false });
    expect(never.pass.summary.state).toBe('open');
    const before = await worldOfAlerts({ goodBefore: true });
    expect(before.pass.summary.state).toBe('allowlist');
    for (const { pass, alerting } of [never, before])
      expect(alerting.map((site) => pass.outcome(site.url('/feed')))).toEqual(alerting.map(() => 'TLS_ALERT'));
  });

  test('18 plain text on the encrypted port is TLS_INTERCEPT, and the address it names is not followed', async () => {
    const world = await newWorld();
    const site = await world.site('stubbed-paper.org', { connection: 'plain text' });
    const outcome = await fetchOnce(world, { url: site.url('/feed') });
    expect(outcome).toMatchObject({
      outcome: 'TLS_INTERCEPT',
      redirects: [],
      finalUrl: site.url('/feed'),
      status: null,
    });
    expect(world.questions('stub.test')).toBe(0);
    expect(world.dialed).toHaveLength(1);
  });

  test('19 a chain to a root this device does not trust is TLS_INTERCEPT: nothing is asked, nothing is stored', async () => {
    const world = await newWorld();
    const site = await world.site('national-paper.org', { certificate: 'national' });
    site.on('/feed', answer({ body: FEED, headers: { ETag: '"x"' } }));
    const reader = await newReader(world);
    const id = await reader.subscribe(site.url('/feed'));
    expect((await reader.pass()).outcome(site.url('/feed'))).toBe('TLS_INTERCEPT');
    expect(site.server.requests).toEqual([]);
    expect(reader.titles()).toEqual([]);
    expect(reader.feed(id).authority).toBeNull();
    const outcome = await fetchOnce(world, { url: site.url('/feed') });
    expect(outcome.stranger).toMatch(/^[0-9a-f]{64}$/);
  });

  test('20 a site that had a public root and now shows one that is only in this device’s store: quarantine', async () => {
    const world = closeLater(await openLineWorld({ national }));
    const site = await world.site('changing-paper.org');
    site.on('/feed', answer({ body: FEED, headers: { ETag: '"public"' } }));
    const reader = await newReader(world);
    await reader.larder.handlers['network.set']({ dohUrl: null, systemRoots: true, log: false });
    const id = await reader.subscribe(site.url('/feed'));
    expect((await reader.pass()).outcome(site.url('/feed'))).toBe('OK');
    expect(reader.feed(id).authority).toBe('tls');
    await reader.restart();

    const changed = await world.site(site.name, { certificate: 'national' });
    changed.on('/feed', answer({ body: rss({ items: [{ title: 'Slipped in' }] }), headers: { ETag: '"national"' } }));
    const pass = await reader.pass();
    expect(pass.outcome(site.url('/feed'))).toBe('TLS_INTERCEPT');
    expect(reader.titles()).toEqual(['First']);
    expect(reader.toFetch(id).validators.etag).toBe('"public"');
    expect(reader.quarantined()).toMatchObject([
      { what: 'feed', feedId: id, host: site.name, outcome: 'TLS_INTERCEPT' },
    ]);
    expect((await reader.status()).quarantined).toBe(1);

    // The public root is back: what it vouches for releases the entry.
    await reader.restart();
    const back = await world.site(site.name);
    back.on('/feed', answer({ body: rss({ items: [{ title: 'First' }, { title: 'Second' }] }) }));
    expect((await reader.pass()).outcome(site.url('/feed'))).toBe('OK');
    expect(reader.titles()).toEqual(['First', 'Second']);
    expect(reader.quarantined()).toEqual([]);
  });

  test('20 without the owner’s word the roots of this device count for nothing', async () => {
    const world = closeLater(await openLineWorld({ national }));
    const site = await world.site('national-paper.org', { certificate: 'national' });
    site.on('/feed', answer({ body: FEED }));
    expect((await fetchOnce(world, { url: site.url('/feed') })).outcome).toBe('TLS_INTERCEPT');
    const trusting = await fetchOnce(world, { url: site.url('/feed') }, { systemRoots: () => true });
    expect(trusting).toMatchObject({ outcome: 'OK', authority: 'local', issuer: { class: 'local' } });
  });

  test('21 a site that always had a national root, which its owner trusts for it alone: OK, pinned', async () => {
    const world = await newWorld();
    const site = await world.site('bank.ru', { certificate: 'national' });
    const other = await world.site('other-bank.ru', { certificate: 'national' });
    for (const one of [site, other]) one.on('/feed', answer({ body: FEED }));
    const reader = await newReader(world);
    const id = await reader.subscribe(site.url('/feed'));
    await reader.subscribe(other.url('/feed'));
    await reader.larder.handlers['feeds.trust']({ id, pem: world.national.ca });
    const pass = await reader.pass();
    expect(pass.outcome(site.url('/feed'))).toBe('OK');
    expect(reader.feed(id).authority).toBe('pinned');
    expect(pass.outcome(other.url('/feed'))).toBe('TLS_INTERCEPT');
    const outcome = await fetchOnce(world, { url: site.url('/feed'), pins: [world.national.ca] });
    expect(outcome).toMatchObject({ outcome: 'OK', authority: 'pinned', issuer: { class: 'pinned' } });
  });

  test('22 two sites whose certificates are not valid yet: this clock is wrong, and nobody is accused', async () => {
    const world = await newWorld();
    const sites = await Promise.all(
      ['early-paper.org', 'early-times.net'].map((name) =>
        world.site(name, { certificate: world.authority.issue([name], { fromDays: 5, days: 20 }) }),
      ),
    );
    const reader = await newReader(world);
    const ids = await Promise.all(sites.map((site) => reader.subscribe(site.url('/feed'))));
    const pass = await reader.pass();
    expect(sites.map((site) => pass.outcome(site.url('/feed')))).toEqual(['TLS_CLOCK', 'TLS_CLOCK']);
    const status = await reader.status();
    expect(status.clockOffMs).not.toBeNull();
    expect(['unknown', 'open']).toContain(status.state);
    expect(status.quarantined).toBe(0);
    // No breaker: when the clock is right again, both are asked at once.
    expect(ids.map((id) => reader.toFetch(id).retryAtMs)).toEqual([null, null]);
  });

  test('23 one expired certificate among good sites is that site’s problem, not the clock’s', async () => {
    const world = await newWorld();
    const certificate = world.authority.issue(['late-paper.org'], { fromDays: -40, days: 20 });
    const late = await world.site('late-paper.org', { certificate });
    const good = await Promise.all(['a-good.org', 'b-good.net', 'c-good.com'].map((name) => world.site(name)));
    for (const site of good) site.on('/feed', answer({ body: FEED }));
    const reader = await newReader(world);
    for (const site of [late, ...good]) await reader.subscribe(site.url('/feed'));
    const pass = await reader.pass();
    const outcome = pass.reports.find(({ url }) => url === late.url('/feed'))?.outcome;
    expect(['clock', 'server']).toContain(outcome && outcomeClass(outcome));
    expect(await reader.status()).toMatchObject({ clockOffMs: null, state: 'open' });
    expect(late.server.requests).toEqual([]);
  });

  test('24 a good handshake and no answer to the request is HTTP_BLACKHOLE at its limit, which is 20 s', async () => {
    expect(DEFAULT_LIMITS.headersTimeoutMs).toBe(20_000);
    const world = await newWorld();
    const site = await world.site('mute-paper.org');
    site.on('/feed', silence());
    const outcome = await fetchOnce(world, { url: site.url('/feed') }, { limits: QUICK });
    expect(outcome).toMatchObject({
      outcome: 'HTTP_BLACKHOLE',
      status: null,
      connections: 1,
      phases: { firstByteMs: null },
    });
    expect(outcome.phases.tlsMs).not.toBeNull();
    expect(site.server.requests).toHaveLength(1);
  });
});

/** Two good sites and three that answer the greeting with an alert: from the first pass on, or only in the second. */
async function worldOfAlerts({ goodBefore }: { readonly goodBefore: boolean }) {
  const world: LineWorld = await newWorld();
  let mode: ConnectionBehaviour = goodBefore ? 'serve' : 'alert 112';
  const good = await Promise.all(['good-one.org', 'good-two.net'].map((name) => world.site(name)));
  const alerting: Site[] = await Promise.all(
    ['alert-one.com', 'alert-two.info', 'alert-three.io'].map((name) => world.site(name, { connection: () => mode })),
  );
  for (const site of [...good, ...alerting])
    site.on('/feed', answer({ body: rss({ title: site.name, items: [{ title: site.name }] }), framing: 'close' }));
  const reader = await newReader(world);
  for (const site of [...good, ...alerting]) await reader.subscribe(site.url('/feed'));
  await reader.pass();
  mode = 'alert 112';
  reader.wait(120_000);
  return { pass: await reader.pass(), alerting };
}
