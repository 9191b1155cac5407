import type { SaveResult } from '../../shared/contract.ts';
import { isLarderError } from '../../shared/errors.ts';
import type { ParsedArticle } from '../../shared/model.ts';
import { parseTypedUrl, stripTracking } from '../../shared/url.ts';
import { admitPage, strangerVerdict } from './admission.ts';
import { fetchByHand } from './by-hand.ts';
import { CLOSED } from './by-ways.ts';
import { readPage } from './refresh-page.ts';
import type { Stages } from './stages.ts';
import { refusal, type Verdict } from './verdict.ts';

/**
 * Stores one page as an article, like any other. Its pictures are fetched with the next pass.
 * @throws LarderError BAD_ADDRESS
 */
export async function savePage(stages: Stages, typed: string): Promise<SaveResult> {
  const url = stripTracking(parseTypedUrl(typed)).href;
  const fetched = await fetchByHand(stages, url, 'page');
  if (fetched === null) return { articleId: null, ...CLOSED };
  if (fetched.outcome !== 'OK') {
    const stranger = fetched.strangerBody ? await strangerVerdict(stages, fetched) : null;
    return { articleId: null, ...verdictOf(stranger ?? fetched) };
  }
  let article: ParsedArticle | null = null;
  let refused: Verdict | null = null;
  try {
    article = await readPage(stages, fetched);
  } catch (error) {
    if (!isLarderError(error)) throw error;
    refused = refusal(error);
  }
  if (article !== null && !article.complete && !(fetched.framingProven && !fetched.trailerMissing)) {
    return { articleId: null, outcome: 'TRUNC', reason: 'The page broke off before its end; it was not stored.' };
  }
  const way = { via: { via: 'direct' }, url, mirror: false } as const;
  // There is no headline to compare it with: its own title says nothing.
  const { admission } = await admitPage(stages, { page: { title: url, url }, fetched, way, article, refused });
  if (!admission.admit) return { articleId: null, ...verdictOf(admission) };
  if (article === null) return { articleId: null, ...(refused ?? verdictOf(fetched)) };
  return {
    articleId: stages.archive.savePage(url, article, { route: fetched.route, authority: fetched.authority }),
    outcome: 'OK',
    reason: 'Stored.',
  };
}

function verdictOf({ outcome, reason }: Verdict): Verdict {
  return { outcome, reason };
}
