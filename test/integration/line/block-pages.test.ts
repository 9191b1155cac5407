// Real pages of networks that block, in the place of what was asked for, through the whole product. The pages belong to
// others: they are read from a folder beside the checkout, and skipped where it is not there.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeEach, describe, expect, test } from 'vitest';
import { answer, redirect, type Behaviour } from '../../helpers/hostile-server.ts';
import type { LineReader } from '../../helpers/line-reader.ts';
import type { LineWorld, Site } from '../../helpers/line-world.ts';
import { pageHtml, rss } from '../../helpers/made-news.ts';
import { newReader, newWorld } from './world-of-test.ts';

const CORPUS = fileURLToPath(new URL('../../../../shared/corpora/blockpages', import.meta.url));
const EXPECTED = join(CORPUS, 'expected.json');
const missing = existsSync(EXPECTED) ? null : `no corpus of block pages at ${CORPUS}`;
if (missing !== null) console.log(`skipped: block pages through the whole product: ${missing}`);

type BlockPage = {
  readonly id: string;
  readonly file: string;
  readonly encoding: string;
  readonly expectBlocked: boolean;
};
const pages: readonly BlockPage[] =
  missing === null ? (JSON.parse(readFileSync(EXPECTED, 'utf8')) as { pages: BlockPage[] }).pages : [];

const CALLED_WHAT_THEY_ARE = new Set<string | null | undefined>(['STUB', 'CAPTIVE']);

const ways = ['at the address itself', 'behind a redirect'] as const;
type WayThere = (typeof ways)[number];

describe('block pages in place of', () => {
  beforeEach(({ skip }) => (missing === null ? undefined : skip(missing)));

  for (const way of ways) {
    test.each([false, true])(`a feed over http, ${way} (good before: %s)`, async (goodBefore) => {
      const { world, reader, sites } = await scene();
      if (goodBefore) for (const { site } of sites) site.on('/feed', feedOf(site));
      for (const { site } of sites) await reader.subscribe(site.url('/feed'));
      if (goodBefore) expect((await reader.pass()).summary.ok).toBe(sites.length);
      for (const one of sites) await stub(world, one.site, '/feed', one.page, way);
      reader.wait(3_600_000);
      await reader.restart();
      const pass = await reader.pass();
      expect(pass.summary).toMatchObject({ ok: 0, new: 0 });
      expect(reader.titles()).toHaveLength(goodBefore ? sites.length : 0);
      expectNamed(sites, ({ site }) => pass.outcome(site.url('/feed')));
    });

    test(`an article over http, ${way}`, async () => {
      const { world, reader, sites } = await scene();
      const paper = await world.site('headlines-paper.org');
      const titled = sites.map((one, index) => ({
        ...one,
        title: `Fishermen of harbour ${index} return with record catch`,
      }));
      const items = titled.map(({ site, title }) => ({ title, link: site.url('/article') }));
      paper.on('/feed', answer({ body: rss({ title: 'Headlines', items }) }));
      for (const one of titled) await stub(world, one.site, '/article', one.page, way);
      await reader.subscribe(paper.url('/feed'));
      const pass = await reader.pass({ feedsOnly: false });
      expect(pass.summary).toMatchObject({ ok: 1, new: sites.length, articles: 0 });
      expect(titled.map(({ title }) => reader.text(title)).filter((text) => text !== '')).toEqual([]);
      expectNamed(titled, ({ title }) => reader.larder.archive.article(reader.articleId(title))?.pageOutcome);
    });

    test(`a picture over http, ${way}`, async () => {
      const { world, reader, sites } = await scene();
      const paper = await world.site('pictures-paper.org');
      const articles = Array.from({ length: Math.ceil(sites.length / 8) }, (_, index) =>
        sites.slice(index * 8, index * 8 + 8),
      );
      const items = articles.map((_, index) => ({ title: `Album ${index}`, link: paper.url(`/album/${index}`) }));
      paper.on('/feed', answer({ body: rss({ title: 'Pictures', items }) }));
      articles.forEach((group, index) => {
        const images = group.map(
          ({ site }) => `<p><img src="${site.url('/a.jpg')}" alt="Harbour" width="640" height="400"></p>`,
        );
        paper.on(`/album/${index}`, html(pageHtml(`Album ${index}`, images.join(''))));
      });
      for (const one of sites) await stub(world, one.site, '/a.jpg', one.page, way);
      await reader.subscribe(paper.url('/feed'));
      const pass = await reader.pass({ feedsOnly: false });
      expect(pass.summary).toMatchObject({ articles: articles.length, images: 0 });
      expect(sites.every(({ site }) => site.server.requests.length > 0)).toBe(true);
      expect(reader.larder.archive.stats().images).toBe(0);
      const named = new Map(reader.quarantined().map(({ key, outcome }) => [key, outcome]));
      expectNamed(sites, ({ site }) => named.get(site.url('/a.jpg')));
    });
  }
});

type Scene = { readonly site: Site; readonly page: BlockPage };

async function scene(): Promise<{ world: LineWorld; reader: LineReader; sites: readonly Scene[] }> {
  const world = await newWorld();
  const sites: Scene[] = [];
  for (const [index, page] of pages.entries())
    sites.push({ page, site: await world.site(`paper-number-${index}.org`, { scheme: 'http' }) });
  return { world, reader: await newReader(world), sites };
}

/** At least 95 of 100 pages that block are called so; the rest still are nothing that was let in. */
function expectNamed<T extends Scene>(sites: readonly T[], outcomeOf: (scene: T) => string | null | undefined): void {
  const blocking = sites.filter(({ page }) => page.expectBlocked);
  const unnamed = blocking.filter((one) => !CALLED_WHAT_THEY_ARE.has(outcomeOf(one)));
  const share = 1 - unnamed.length / blocking.length;
  const others = unnamed.map((one) => `${one.page.id}: ${String(outcomeOf(one))}`);
  console.log(
    `${Math.round(share * 1000) / 10} % of ${blocking.length} are named; not: ${others.join('; ') || 'none'}`,
  );
  expect(share).toBeGreaterThanOrEqual(0.95);
}

async function stub(world: LineWorld, site: Site, path: string, page: BlockPage, way: WayThere): Promise<void> {
  const behaviour = html(readFileSync(join(CORPUS, page.file)));
  if (way === 'at the address itself') {
    site.on(path, behaviour);
    return;
  }
  const shown = await world.site(`shown-instead-of-${site.name}`, { scheme: 'http' });
  shown.otherwise(behaviour);
  site.on(path, redirect(shown.url('/blocked')));
}

function html(body: string | Uint8Array): Behaviour {
  return answer({ body, headers: { 'Content-Type': 'text/html' } });
}

function feedOf(site: Site): Behaviour {
  return answer({
    body: rss({ title: site.name, link: `${site.origin}/`, items: [{ title: `News of ${site.name}` }] }),
  });
}
