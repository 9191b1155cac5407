// Run as a program inside a network namespace: the web and the name server at the far end of a line. Takes what is there
// as one JSON argument, and prints a line of JSON for every request it gets.
import { answer, freezeAfter, answerBytes, startHostileServer, type Behaviour } from './hostile-server.ts';
import { pageHtml, pngBytes, rss } from './made-news.ts';
import { startNameServer } from './name-server.ts';

export type FarSite = {
  readonly name: string;
  /** What the name server says; the site itself listens at the first of version 4. */
  readonly addresses: readonly string[];
  /** Articles in its feed, each with a page and a picture. */
  readonly articles: number;
  /** Its feed stops in the middle, for ever. */
  readonly stuck?: boolean;
};
export type FarSide = { readonly nameServer: string; readonly sites: readonly FarSite[] };
export type FarRequest = { readonly site: string; readonly path: string; readonly atMs: number };

async function open({ nameServer, sites }: FarSide): Promise<void> {
  const known = new Map(sites.map(({ name, addresses }) => [name, addresses]));
  await startNameServer((name) => known.get(name) ?? 3, { host: nameServer, port: 53 });
  for (const site of sites) {
    const host = site.addresses.find((address) => !address.includes(':'));
    if (host === undefined) continue;
    const server = await startHostileServer({ host, port: 80 });
    server.otherwise((request, socket) => {
      console.log(JSON.stringify({ site: site.name, path: request.path, atMs: Date.now() } satisfies FarRequest));
      behaviourAt(site, request.path)(request, socket);
    });
  }
  console.log('"ready"');
}

function behaviourAt(site: FarSite, path: string): Behaviour {
  if (path === '/feed') {
    const items = Array.from({ length: site.articles }, (_, index) => ({
      title: `${site.name} ${index}`,
      link: `http://${site.name}/article/${index}`,
    }));
    const body = rss({ title: site.name, link: `http://${site.name}/`, items });
    if (site.stuck === true) return freezeAfter(answerBytes({ body }), 200);
    return answer({ body, headers: { 'Content-Type': 'application/rss+xml' } });
  }
  const index = Number(path.split('/')[2]);
  if (path.startsWith('/article/')) {
    const image = `<p><img src="http://${site.name}/image/${index}" alt="A boat" width="320" height="200"></p>`;
    const body = pageHtml(`${site.name} ${index}`, image);
    return answer({ body, headers: { 'Content-Type': 'text/html; charset=utf-8' } });
  }
  // Every picture another one, or they would be taken for the network's.
  const body = pngBytes(40, (site.name.length * 31 + index * 7 + (site.name.codePointAt(0) ?? 0)) % 251);
  return answer({ body, headers: { 'Content-Type': 'image/png' } });
}

await open(JSON.parse(process.argv[2] ?? '') as FarSide);
