/** Run as a process of its own by trust.test.ts: asks two servers without, with and again without this device's roots. */
import process from 'node:process';
import { createFetcher } from '../../../main/fetch/fetcher.ts';

const urls = JSON.parse(process.env['URLS'] ?? '[]') as string[];
let systemRoots = false;
const fetcher = createFetcher({ now: Date.now, lookup: async () => ['127.0.0.1'], systemRoots: () => systemRoots });

async function ask(): Promise<unknown[]> {
  const outcomes = await Promise.all(urls.map((url) => fetcher.fetch({ url, kind: 'feed', allowPrivate: true })));
  fetcher.forgetNetwork();
  return outcomes.map(({ outcome, authority, issuer }) => [
    outcome,
    authority,
    issuer?.class ?? null,
    issuer?.name ?? null,
  ]);
}

const without = await ask();
systemRoots = true;
const withRoots = await ask();
systemRoots = false;
const again = await ask();
await fetcher.close();
process.stdout.write(JSON.stringify({ without, with: withRoots, again }));
