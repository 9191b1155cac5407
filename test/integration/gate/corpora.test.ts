import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { tallyArticles, tallyBlockPages } from '../../bench/corpus-blockpages.ts';

const corpora = join(import.meta.dirname, '..', '..', '..', '..', 'shared', 'corpora');
const has = (set: string): boolean => existsSync(join(corpora, set, 'expected.json'));

describe('pages that networks have shown in place of others', () => {
  it('are never admitted, and at least 95 % are called what they are, in every place and by every way', async ({
    skip,
  }) => {
    if (!has('blockpages')) skip(`no block pages at ${corpora}`);
    for (const tally of await tallyBlockPages(join(corpora, 'blockpages'))) {
      expect(tally.pages).toBeGreaterThan(0);
      expect(tally.admitted).toEqual([]);
      const named = tally.pages - tally.unnamed.length;
      expect({ ...tally, enough: named >= 0.95 * tally.pages }).toMatchObject({ enough: true });
    }
  }, 120_000);

  it('are told from articles, none of which is refused', async ({ skip }) => {
    if (!has('articles')) skip(`no articles at ${corpora}`);
    for (const { pages, refused } of await tallyArticles(join(corpora, 'articles'))) {
      expect(pages).toBeGreaterThan(0);
      expect(refused).toEqual([]);
    }
  }, 120_000);
});
