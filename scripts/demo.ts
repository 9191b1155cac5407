// `npm run demo`: a small simulated news web on this machine whose line opens and closes, and Larder beside it. Watch it
// harvest while the line is open, and read and search while it is down. Nothing leaves this machine; Ctrl-C removes all.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { type FeedId, isSuccess } from '../shared/model.ts';
import { openBrowser } from '../main/hosts/cli/open-browser.ts';
import { startWebHost } from '../main/hosts/web/web-host.ts';
import { openCore, type Core } from '../main/service/core.ts';
import { layout } from '../main/service/layout.ts';
import { createNarrator, type Narrator } from './demo/narrator.ts';
import { PUBLISHERS } from './demo/publishers.ts';
import { startNewsWeb, type NewsWeb } from './demo/news-web.ts';
import { build, isStale } from './parts.ts';

const OPEN_SECONDS = 25;
const DOWN_SECONDS = 35;
/** As far away as a server on another continent over a poor line: a window is not over in a blink. */
const LATENCY_MS = 700;
/** As many as just fit into the first window. */
const STORIES_AT_FIRST = 24;
const STORIES_PER_WINDOW = 3;

const { values } = parseArgs({
  options: { 'no-open': { type: 'boolean' }, seconds: { type: 'string' }, port: { type: 'string' } },
});

const ending = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => ending.abort());
if (values.seconds !== undefined) setTimeout(() => ending.abort(), Number(values.seconds) * 1000).unref();

/** False when the demo ends first. */
async function pause(seconds: number): Promise<boolean> {
  try {
    await delay(seconds * 1000, undefined, { signal: ending.signal });
    return true;
  } catch {
    return false; // the only way that a delay fails is the signal
  }
}

/** As a list, so that one pass goes over all of them. Larder fetches by itself what is new to it. */
async function subscribe(core: Core, web: NewsWeb): Promise<void> {
  const outlines = web.sites.map((site) => `<outline text="${site.name}" xmlUrl="${site.feedUrl}"/>`);
  const opml = `<opml version="2.0"><body><outline text="Demo">${outlines.join('')}</outline></body></opml>`;
  await core.call('opml.import', { bytesBase64: Buffer.from(opml).toString('base64') });
}

async function tellOfFailures(core: Core, narrator: Narrator): Promise<void> {
  for (const feed of await core.call('feeds.list', {})) {
    if (feed.lastOutcome === null || isSuccess(feed.lastOutcome)) continue;
    narrator.say(`    ${feed.title}: ${feed.lastReason ?? feed.lastOutcome} Nothing was stored in its name.`);
  }
}

/** Sources that say no at once instead of letting a caller wait. */
async function thoseThatRefuse(core: Core, web: NewsWeb): Promise<FeedId[]> {
  const names = new Set(PUBLISHERS.filter(({ whenDown }) => whenDown === 'refused').map(({ name }) => name));
  const refusing = new Set(web.sites.filter((site) => names.has(site.name)).map((site) => site.feedUrl));
  return (await core.call('feeds.list', {})).filter((feed) => refusing.has(feed.url)).map((feed) => feed.id);
}

/** What a person can do while nothing can be fetched. */
async function readOffline(core: Core, narrator: Narrator, query: string): Promise<void> {
  const startedMs = performance.now();
  const { items, total } = await core.call('articles.search', { query, offset: 0, limit: 3 });
  const tookMs = Math.max(1, Math.round(performance.now() - startedMs));
  narrator.say(`    searching everything stored for "${query}": ${total} found in ${tookMs} ms, without any network`);
  const first = items[0];
  const document = first ? await core.articleDocument(first.id) : null;
  if (first && document)
    narrator.say(`    opening "${first.title}": ${Math.round(document.length / 1000)} kB, all from disk`);
}

async function run(): Promise<void> {
  if (isStale('renderer')) {
    console.log('Building the interface ...');
    await build('renderer');
  }
  const dir = await mkdtemp(join(tmpdir(), 'larder-demo-'));
  const publishers = PUBLISHERS.map((publisher) => ({ ...publisher, stories: STORIES_AT_FIRST }));
  const web = await startNewsWeb({ nowMs: Date.now(), publishers, latencyMs: LATENCY_MS, imageWidth: 640 });
  const { workers, renderer } = layout();
  const core = await openCore({ dir, workers, automatic: true });
  const host = await startWebHost({
    core,
    rendererDir: fileURLToPath(renderer),
    port: Number(values.port ?? 0),
    onNewAddress: (url) => console.log(`Another tab: ${url}`),
  });
  try {
    console.log(`Larder: ${host.oneTimeUrl}`);
    console.log(
      `The line is open for ${OPEN_SECONDS} s, then down for ${DOWN_SECONDS} s, and so on. Ctrl-C ends the demo.`,
    );
    console.log(
      `Publishers: ${web.sites.map((site) => site.name + (site.blocked ? ' (blocked: a stub answers)' : '')).join(', ')}`,
    );
    if (values['no-open'] !== true) openBrowser(host.oneTimeUrl);
    const narrator = createNarrator((line) => console.log(line), Date.now);
    core.onEvent('status', (status) => narrator.watch(status));

    narrator.say('The line opens.');
    await subscribe(core, web);
    for (let window = 1; ; window += 1) {
      // Larder looks for the line about once a minute; the demo does not let its audience wait.
      if (window > 1) await core.call('fetch.start', { feedIds: null });
      if (!(await pause(OPEN_SECONDS))) break;

      if (window === 1) await tellOfFailures(core, narrator);
      await web.setLine('down');
      narrator.say('The line is down: some hosts refuse, others swallow every word. Go on reading.');
      // Larder would notice at its next visit, within half an hour; here it looks at once.
      await core.call('fetch.start', { feedIds: await thoseThatRefuse(core, web) });
      if (!(await pause(3))) break;
      await readOffline(core, narrator, window % 2 === 1 ? 'ferry' : 'колодец');
      if (!(await pause(DOWN_SECONDS - 3))) break;

      web.publish(STORIES_PER_WINDOW, Date.now());
      await web.setLine('open');
      narrator.say(`The line opens again; every publisher has ${STORIES_PER_WINDOW} new stories.`);
    }
  } finally {
    console.log('Ending the demo; its archive is removed.');
    await host.close();
    await core.close();
    await web.close();
    await rm(dir, { recursive: true, force: true });
  }
}

await run();
