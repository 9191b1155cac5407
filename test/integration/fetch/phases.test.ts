import { spawn } from 'node:child_process';
import net from 'node:net';
import process from 'node:process';
import { describe, expect, it } from 'vitest';
import {
  after,
  answer,
  answerBytes,
  dribble,
  endless,
  freezeAfter,
  hangUp,
  inTurn,
  raw,
  reset,
  silence,
} from '../../helpers/hostile-server.ts';
import { QUICK, bodyText, closeLater, hostileServer, testFetcher, typed } from './quick-fetcher.ts';

const FEED = '<rss version="2.0"><channel><title>News</title></channel></rss>';

describe('a server that never finishes a phase is left, and the phase is named', () => {
  it('nobody listens: TCP_REFUSED', async () => {
    const server = await hostileServer();
    const url = server.url('/');
    await server.close();
    const outcome = await testFetcher({ limits: QUICK }).fetch(typed(url));
    expect(outcome).toMatchObject({ outcome: 'TCP_REFUSED', status: null, phases: { tcpMs: null } });
  });

  it('the connection attempt is never answered: TCP_BLACKHOLE at its limit', async () => {
    const reach = await silentAddress();
    const startMs = performance.now();
    const outcome = await testFetcher({ reach: () => reach, limits: QUICK }).fetch(typed('http://203.0.114.1/'));
    expect(outcome.outcome).toBe('TCP_BLACKHOLE');
    expect(performance.now() - startMs).toBeLessThan(1_500);
  });

  it('the request is swallowed: HTTP_BLACKHOLE', async () => {
    const server = await hostileServer();
    server.on('/', silence());
    expect(await testFetcher({ limits: QUICK }).fetch(typed(server.url('/')))).toMatchObject({
      outcome: 'HTTP_BLACKHOLE',
      status: null,
      phases: { firstByteMs: null },
    });
  });

  it('the connection is reset or closed instead of an answer: TCP_RST', async () => {
    const server = await hostileServer();
    server.on('/reset', reset());
    server.on('/end', hangUp());
    const fetcher = testFetcher({ limits: QUICK });
    expect((await fetcher.fetch(typed(server.url('/reset')))).outcome).toBe('TCP_RST');
    expect((await fetcher.fetch(typed(server.url('/end')))).outcome).toBe('TCP_RST');
  });

  it('headers come one byte at a time: SLOW', async () => {
    const server = await hostileServer();
    server.on('/', dribble(answerBytes({ body: FEED }), 50));
    expect((await testFetcher({ limits: QUICK }).fetch(typed(server.url('/')))).outcome).toBe('SLOW');
  });

  it('the body stops in the middle: FROZEN, also when not one byte of it came', async () => {
    const server = await hostileServer();
    const bytes = answerBytes({ body: FEED.repeat(300) });
    server.on('/some', freezeAfter(bytes, 16_384));
    server.on('/none', freezeAfter(bytes, bytes.indexOf('\r\n\r\n') + 4));
    const fetcher = testFetcher({ limits: QUICK });
    const some = await fetcher.fetch(typed(server.url('/some')));
    expect(some).toMatchObject({ outcome: 'FROZEN', status: 200 });
    expect(some).not.toHaveProperty('body');
    expect((await fetcher.fetch(typed(server.url('/none')))).outcome).toBe('FROZEN');
  });

  it('the body dribbles, so that it is never idle: SLOW', async () => {
    const server = await hostileServer();
    const bytes = answerBytes({ body: FEED });
    server.on('/', (request, socket) => {
      const head = bytes.indexOf('\r\n\r\n') + 4;
      socket.write(bytes.subarray(0, head));
      dribble(bytes.subarray(head), 100)(request, socket);
    });
    expect((await testFetcher({ limits: QUICK }).fetch(typed(server.url('/')))).outcome).toBe('SLOW');
  });

  it('the whole time is up while bytes still flow: SLOW', async () => {
    const server = await hostileServer();
    server.on('/', (_request, socket) => {
      socket.write('HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n');
      const timer = setInterval(() => socket.write('x'.repeat(1_000)), 50);
      socket.on('close', () => clearInterval(timer));
    });
    const fetcher = testFetcher({ limits: { ...QUICK, totalTimeoutMs: { feed: 800, page: 800, image: 800 } } });
    const outcome = await fetcher.fetch(typed(server.url('/')));
    expect(outcome.outcome).toBe('SLOW');
    expect(outcome.phases.totalMs).toBeLessThan(2_000);
  });
});

describe('when our own work holds up the event loop', () => {
  it('what had arrived meanwhile is read before anything is called frozen or silent', async () => {
    const server = await hostileServer();
    const bytes = answerBytes({ body: FEED });
    const holdUp = (): void => {
      const untilMs = performance.now() + 700;
      while (performance.now() < untilMs);
    };
    server.on('/headers', (_request, socket) => {
      socket.write(bytes);
      holdUp();
    });
    server.on('/body', (_request, socket) => {
      socket.write(bytes.subarray(0, 70));
      setTimeout(() => {
        socket.write(bytes.subarray(70));
        holdUp();
      }, 50);
    });
    const fetcher = testFetcher({ limits: QUICK });
    expect(bodyText(await fetcher.fetch(typed(server.url('/headers'))))).toBe(FEED);
    expect(bodyText(await fetcher.fetch(typed(server.url('/body'))))).toBe(FEED);
  });
});

describe('what is not HTTP', () => {
  it('is named, and headers have a cap', async () => {
    const server = await hostileServer();
    server.on('/smtp', raw('220 mail.example ESMTP\r\n\r\n'));
    server.on('/headers', endless('HTTP/1.1 200 OK\r\n', Buffer.from(`X-Long: ${'x'.repeat(1_000)}\r\n`)));
    server.on('/hints', endless('', Buffer.from('HTTP/1.1 103 Early Hints\r\n\r\n')));
    server.on('/upgrade', raw('HTTP/1.1 101 Switching\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n'));
    const fetcher = testFetcher();
    expect((await fetcher.fetch(typed(server.url('/smtp')))).outcome).toBe('BAD_ENCODING');
    expect((await fetcher.fetch(typed(server.url('/headers')))).outcome).toBe('TOO_LARGE');
    expect((await fetcher.fetch(typed(server.url('/hints')))).outcome).toBe('BAD_ENCODING');
    expect((await fetcher.fetch(typed(server.url('/upgrade')))).outcome).toBe('BAD_ENCODING');
  });

  it('early hints before an answer do no harm', async () => {
    const server = await hostileServer();
    const hint = Buffer.from('HTTP/1.1 103 Early Hints\r\nLink: </a.css>; rel=preload\r\n\r\n');
    server.on('/', raw(Buffer.concat([hint, answerBytes({ body: FEED })])));
    expect(bodyText(await testFetcher().fetch(typed(server.url('/'))))).toBe(FEED);
  });
});

describe('connections', () => {
  it("are kept for the next request, and one that the server closed meanwhile is nobody's failure", async () => {
    const server = await hostileServer();
    server.on('/', answer({ body: FEED }));
    server.on('/closes', inTurn(hangUp(), answer({ body: FEED })));
    const fetcher = testFetcher();
    await fetcher.fetch(typed(server.url('/')));
    const again = await fetcher.fetch(typed(server.url('/')));
    expect(again.phases).toMatchObject({ lookupMs: null, tcpMs: null });
    expect(server.connections()).toBe(1);
    expect(bodyText(await fetcher.fetch(typed(server.url('/closes'))))).toBe(FEED);
    expect(server.connections()).toBe(2);
  });

  it('stamps every phase it went through, in order', async () => {
    const server = await hostileServer();
    server.on('/', after(60, answer({ body: FEED })));
    const { phases } = await testFetcher().fetch(typed(server.url('/')));
    expect(phases.tlsMs).toBeNull();
    expect(phases.lookupMs).toBeLessThanOrEqual(phases.tcpMs ?? -1);
    expect(phases.firstByteMs).toBeGreaterThanOrEqual(55);
    expect(phases.totalMs).toBeGreaterThanOrEqual(phases.firstByteMs ?? Infinity);
  });

  it('a silent first address does not keep the second one waiting for its limit', async () => {
    const server = await hostileServer();
    server.on('/', answer({ body: FEED }));
    const silent = await silentAddress();
    const fetcher = testFetcher({
      lookup: async () => ['203.0.114.1', '203.0.114.2'],
      reach: (address) => (address === '203.0.114.1' ? silent : { host: server.host, port: server.port }),
      limits: { tcpTimeoutMs: 5_000 },
    });
    const outcome = await fetcher.fetch(typed('http://two.example.com/'));
    expect(bodyText(outcome)).toBe(FEED);
    expect(outcome.phases.tcpMs).toBeLessThan(1_500);
  });
});

describe('IPv6 that leads nowhere', () => {
  it('costs one connection a moment, and is then remembered', async () => {
    const server = await hostileServer();
    server.otherwise(answer({ body: FEED, framing: 'close' }));
    const silent = await silentAddress();
    const tried: string[] = [];
    const fetcher = testFetcher({
      lookup: async () => ['2600::1', '203.0.114.2', '2600::2', '203.0.114.3'],
      reach: (address) => {
        tried.push(address);
        return address.includes(':') ? silent : { host: server.host, port: server.port };
      },
      limits: { tcpTimeoutMs: 5_000 },
    });
    expect(bodyText(await fetcher.fetch(typed('http://both.example.com/1')))).toBe(FEED);
    expect(bodyText(await fetcher.fetch(typed('http://both.example.com/2')))).toBe(FEED);
    expect(tried).toEqual(['2600::1', '203.0.114.2', '203.0.114.2']);
  });
});

describe('stopping', () => {
  it('ends what runs and what waits as CANCELLED, at once', async () => {
    const server = await hostileServer();
    server.otherwise(silence());
    const fetcher = testFetcher({ limits: { headersTimeoutMs: 10_000 } });
    const abort = new AbortController();
    const urls = Array.from({ length: 6 }, (_, index) => server.url(`/${index}`));
    const running = urls.map((url) => fetcher.fetch(typed(url, { signal: abort.signal })));
    setTimeout(() => abort.abort(), 150);
    const outcomes = await Promise.all(running);
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(Array(6).fill('CANCELLED'));
    expect(server.requests).toHaveLength(2);
    expect((await fetcher.fetch(typed(server.url('/x'), { signal: abort.signal }))).outcome).toBe('CANCELLED');
  });

  it('closing the fetcher ends everything', async () => {
    const server = await hostileServer();
    server.otherwise(silence());
    const fetcher = testFetcher({ limits: { headersTimeoutMs: 10_000 } });
    const running = fetcher.fetch(typed(server.url('/')));
    setTimeout(() => void fetcher.close(), 100);
    expect((await running).outcome).toBe('CANCELLED');
    expect((await fetcher.fetch(typed(server.url('/')))).outcome).toBe('CANCELLED');
  });
});

/**
 * A loopback port whose connection attempts are never answered: a process that listens, accepts nothing and has its
 * backlog full.
 */
async function silentAddress(): Promise<{ host: string; port: number }> {
  const script = `require('node:net').createServer().listen({ host: '127.0.0.1', port: 0, backlog: 1 }, function () {
    require('node:fs').writeSync(1, String(this.address().port) + '\\n');
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  })`;
  const child = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  const port = await new Promise<number>((resolve) => child.stdout.once('data', (text) => resolve(Number(text))));
  const filling = Array.from({ length: 6 }, () => net.connect(port, '127.0.0.1').on('error', () => undefined));
  await new Promise((resolve) => setTimeout(resolve, 50));
  closeLater({
    async close() {
      for (const socket of filling) socket.destroy();
      child.kill('SIGKILL');
    },
  });
  return { host: '127.0.0.1', port };
}
