/**
 * A made-up internet in one process: sites with names and public addresses, a name server that answers as told, a public
 * root and a national one. The fetcher's `reach` leads its addresses to loopback; an address nobody lives at leads to a
 * closed port of this machine, so that nothing ever leaves it. Everything dialed is written down.
 *
 *     const world = await openLineWorld();
 *     const news = await world.site('morning-line.org');          // https, a certificate of the public root
 *     news.on('/feed.xml', answer({ body: rss({ items }) }));
 *     ... createFetcher({ now: Date.now, ...world.fetcherOptions() }).fetch({ url: news.url('/feed.xml'), ... })
 *     ... news.server.connections() ... world.questions('morning-line.org') ... world.dialed
 *
 * Names are of registries that exist, for the program rightly treats `a.test` as a name of the owner's own network; none
 * of them is ever asked of anybody but this world's name server.
 */
import type net from 'node:net';
import { createServer } from 'node:net';
import type { FetcherOptions } from '../../main/fetch/fetcher.ts';
import type { FetchLimits } from '../../main/fetch/limits.ts';
import { startHostileServer, type Behaviour, type HostileServer, type HostileServerOptions } from './hostile-server.ts';
import { startNameServer, type NameAnswer } from './name-server.ts';
import { openSilentPort, type SilentPort } from './silent-port.ts';
import { createTestAuthority, type Certificate, type TestAuthority } from './test-authority.ts';

export type SiteOptions = {
  readonly scheme?: 'https' | 'http';
  /** For https: whose chain it shows, or a certificate of its own. */
  readonly certificate?: 'public' | 'national' | Certificate;
  readonly connection?: HostileServerOptions['connection'];
  /** Public addresses it lives at; one is made up otherwise. */
  readonly addresses?: readonly string[];
};

export type Site = {
  readonly name: string;
  /** Without a slash at its end. */
  readonly origin: string;
  readonly addresses: readonly string[];
  readonly server: HostileServer;
  url(path: string): string;
  on(path: string, behaviour: Behaviour): void;
  otherwise(behaviour: Behaviour): void;
  /** Paths asked for, in order. */
  paths(): string[];
};

export type LineWorld = {
  /** Trusted by fetchers of this world. */
  readonly authority: TestAuthority;
  /** A root that only some devices were made to trust. */
  readonly national: TestAuthority;
  site(name: string, options?: SiteOptions): Promise<Site>;
  /** Makes a public address of nobody. */
  freshAddress(): string;
  /** What the name server says from now on; the sites' own names are known by themselves. */
  answers(name: string, answer: NameAnswer): void;
  /** For every name that was given no answer; NXDOMAIN otherwise. */
  answersOtherwise(answer: (name: string) => NameAnswer): void;
  /** DNS questions for this name so far, or in all; both families count. */
  questions(name?: string): number;
  /** Leads an address and port to a server, in place of what was there. */
  place(address: string, port: number, to: { readonly host: string; readonly port: number }): void;
  /** Connections to this address are never answered. */
  blackhole(address: string): Promise<void>;
  /** Every address and port the fetcher wanted a connection to (`203.0.114.1:443`), in order. */
  readonly dialed: string[];
  /** Name server, roots and addresses of this world. */
  fetcherOptions(limits?: Partial<FetchLimits>): Partial<FetcherOptions>;
  close(): Promise<void>;
};

/**
 * Sites are not spared, for a test would wait minutes: pauses, rests and limits per address have tests of their own, which
 * set them to what they are (DEFAULT_LIMITS).
 */
const UNSPARED = { hostGapMs: 0, addressRestMs: 1, handshakesPerMinute: 1_000, handshakesPerMinuteShared: 1_000 };

/** @param options a national root from elsewhere, when it must be in a device's store before the world is there */
export async function openLineWorld(options: { readonly national?: TestAuthority } = {}): Promise<LineWorld> {
  const authority = createTestAuthority('Larder test public root');
  const national = options.national ?? createTestAuthority('Larder test national root');
  const certificates = new Map<string, Certificate>();
  const answers = new Map<string, NameAnswer>();
  const places = new Map<string, { readonly host: string; readonly port: number }>();
  const swallowed = new Set<string>();
  const servers: HostileServer[] = [];
  const dialed: string[] = [];
  const silent: { port: SilentPort | null } = { port: null };
  let otherwise: (name: string) => NameAnswer = () => 3;
  let made = 0;
  const names = await startNameServer((name) => answers.get(name) ?? otherwise(name));
  const nowhere = await closedPort();

  /** A CDN's view: one address per call, in networks of their own, so that no two sites are neighbours. */
  function freshAddress(): string {
    made += 1;
    return `203.${made % 250}.${120 + Math.floor(made / 250)}.10`;
  }

  function certificateFor(name: string, wanted: SiteOptions['certificate'] = 'public'): Certificate {
    if (typeof wanted === 'object') return wanted;
    const key = `${wanted} ${name}`;
    const found = certificates.get(key) ?? (wanted === 'public' ? authority : national).issue([name]);
    certificates.set(key, found);
    return found;
  }

  return {
    authority,
    national,
    freshAddress,
    dialed,
    async site(name, options = {}) {
      const { scheme = 'https' } = options;
      const server = await startHostileServer({
        ...(scheme === 'https' ? { tls: certificateFor(name, options.certificate) } : {}),
        ...(options.connection ? { connection: options.connection } : {}),
      });
      servers.push(server);
      const addresses = options.addresses ?? answeredAddresses(answers.get(name)) ?? [freshAddress()];
      const port = scheme === 'https' ? 443 : 80;
      for (const address of addresses) places.set(`${address}:${port}`, server);
      answers.set(name, addresses);
      const origin = `${scheme}://${name}`;
      return {
        name,
        origin,
        addresses,
        server,
        url: (path) => `${origin}${path}`,
        on: (path, behaviour) => server.on(path, behaviour),
        otherwise: (behaviour) => server.otherwise(behaviour),
        paths: () => server.requests.map(({ path }) => path),
      };
    },
    answers: (name, answer) => void answers.set(name, answer),
    answersOtherwise: (answer) => void (otherwise = answer),
    questions: (name) => names.questions.filter((asked) => name === undefined || asked === name).length,
    place: (address, port, to) => void places.set(`${address}:${port}`, to),
    async blackhole(address) {
      silent.port ??= await openSilentPort();
      swallowed.add(address);
    },
    fetcherOptions: (limits = {}) => ({
      dnsServers: [names.address],
      extraCa: [authority.ca],
      limits: { ...UNSPARED, ...limits },
      reach(address, port) {
        dialed.push(`${address}:${port}`);
        if (swallowed.has(address) && silent.port) return silent.port;
        const place = places.get(`${address}:${port}`);
        if (place) return { host: place.host, port: place.port };
        // What really is on loopback (a proxy, a feed on this machine) is where it says.
        const isHere = address.startsWith('127.') || address === '::1';
        return isHere && port !== 80 && port !== 443 ? { host: address, port } : nowhere;
      },
    }),
    async close() {
      silent.port?.close();
      await Promise.all(servers.map((server) => server.close()));
      await names.close();
    },
  };
}

/** A name that is there already keeps its addresses: the http and the https side of one site live in one house. */
function answeredAddresses(known: NameAnswer | undefined): readonly string[] | undefined {
  return typeof known === 'object' ? known : undefined;
}

/** A loopback port that refuses. */
async function closedPort(): Promise<{ host: string; port: number }> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as net.AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return { host: '127.0.0.1', port };
}
