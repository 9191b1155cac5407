import { isLarderError } from '../../shared/errors.ts';
import type { FetchedBody, ParsedArticle } from '../../shared/model.ts';
import { isPrivateHost, parseHttpUrl } from '../../shared/url.ts';
import type { PageWanted } from '../archive/archive.ts';
import type { PassContext } from './stages.ts';
import { refusal, type Verdict } from './verdict.ts';

/** Fetches the page behind one headline and stores its article. True: a text was stored. */
export async function refreshPage(context: PassContext, page: PageWanted): Promise<boolean> {
  return context.gate.run(async () => {
    if (!context.pass.hasBudgetFor('page')) return false;
    const fetched = await context.pass.counted('page', (allowance) =>
      context.fetcher.fetch({
        url: page.url,
        kind: 'page',
        allowPrivate: page.feedUrl !== null && isPrivateHost(parseHttpUrl(page.feedUrl)?.hostname ?? 'public.example'),
        allowance,
        signal: context.pass.signal,
      }),
    );
    if (fetched.outcome === 'CANCELLED') return false;
    if (fetched.outcome !== 'OK') {
      context.tracker.saw(fetched.outcome);
      await context.commits.store(() => context.archive.pageTried(page.articleId, fetched, null));
      return false;
    }
    return context.gate.holding(fetched.body.length, () => storePage(context, page, fetched));
  });
}

async function storePage(context: PassContext, wanted: PageWanted, fetched: FetchedBody): Promise<boolean> {
  let article: ParsedArticle;
  try {
    article = await readPage(context, fetched);
  } catch (error) {
    if (!isLarderError(error)) throw error;
    // What stopped the extractor is kept, so that a better one can try again without the network.
    const kept = error.code === 'EXTRACT_TIMEOUT' ? fetched.body : null;
    await context.commits.store(() => context.archive.pageTried(wanted.articleId, refusal(error), kept));
    return false;
  }
  if (!article.complete && !fetched.framingProven) {
    const cut: Verdict = { outcome: 'TRUNC', reason: 'The page broke off before its end; nothing of it was stored.' };
    await context.commits.store(() => context.archive.pageTried(wanted.articleId, cut, null));
    return false;
  }
  const fetchedAs = { url: wanted.url, finalUrl: fetched.finalUrl };
  await context.commits.store(() => context.archive.addPage(wanted.articleId, article, fetchedAs));
  context.tracker.changed({ feeds: false, articles: true });
  return true;
}

/** @throws LarderError of the extractor */
export function readPage(context: Pick<PassContext, 'extractor'>, fetched: FetchedBody): Promise<ParsedArticle> {
  return context.extractor.run('page', fetched.body, { contentType: fetched.contentType, url: fetched.finalUrl });
}
