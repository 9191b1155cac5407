import type { SaveResult } from '../../shared/contract.ts';
import { isLarderError } from '../../shared/errors.ts';
import { parseTypedUrl, stripTracking } from '../../shared/url.ts';
import { readPage } from './refresh-page.ts';
import type { Stages } from './stages.ts';
import { refusal } from './verdict.ts';

/**
 * Stores one page as an article, like any other. Its pictures are fetched with the next pass.
 * @throws LarderError BAD_ADDRESS
 */
export async function savePage(
  stages: Pick<Stages, 'fetcher' | 'extractor' | 'archive'>,
  typed: string,
): Promise<SaveResult> {
  const url = stripTracking(parseTypedUrl(typed)).href;
  const fetched = await stages.fetcher.fetch({ url, kind: 'page', allowPrivate: true });
  if (fetched.outcome !== 'OK') return { articleId: null, outcome: fetched.outcome, reason: fetched.reason };
  try {
    const page = await readPage(stages, fetched);
    if (!page.complete && !fetched.framingProven) {
      return { articleId: null, outcome: 'TRUNC', reason: 'The page broke off before its end; it was not stored.' };
    }
    return { articleId: stages.archive.savePage(url, page), outcome: 'OK', reason: 'Stored.' };
  } catch (error) {
    if (!isLarderError(error) || error.code === 'DISK_FULL') throw error;
    return { articleId: null, ...refusal(error) };
  }
}
