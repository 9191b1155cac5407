import type { Article, ArticleId } from '../../../../shared/model.ts';
import { LarderError } from '../../../../shared/errors.ts';
import { openReader } from '../../../service/reader.ts';
import { isoTime, jsonLine } from '../../../../shared/json-line.ts';
import { counted } from '../amounts.ts';
import { choiceOf } from '../arguments.ts';
import { EXIT, type Command } from '../call.ts';
import { oneLine } from '../output.ts';
import { wrap } from '../wrap.ts';
import { articleRecord } from './list.ts';

export const show: Command = async ({ dir, operands, flags, now, output }) => {
  const as = choiceOf(
    flags.as ?? (output.json ? 'json' : 'text'),
    ['text', 'html', 'json'] as const,
    'An article is shown --as text, html or json.',
  );
  const id = operands[0] ?? '';
  const reader = openReader({ dir, now });
  try {
    const article = isArticleId(id) ? reader.article(id) : null;
    if (!article) throw new LarderError('NOT_FOUND', `No stored article has the id ${oneLine(id).slice(0, 40)}.`);
    const body = reader.body(article.id);
    const text = reader.text(article.id) ?? '';
    if (as === 'json') {
      await output.raw(`${jsonLine({ ...wholeRecord(article), text, html: body?.html ?? '' })}\n`);
    } else if (output.json) {
      // Standard output carries JSON lines and nothing else.
      await output.record({ id: article.id, [as]: as === 'html' ? htmlDocument(article, body?.html ?? '') : text });
    } else if (as === 'html') {
      await output.raw(htmlDocument(article, body?.html ?? ''));
    } else {
      await output.line(head(article, output.columns));
      // Stored text has a line to a paragraph; a terminal has no other way to set them apart.
      await output.line(wrap(text.trim().replace(/\n+/g, '\n\n'), output.columns));
    }
    return EXIT.done;
  } finally {
    reader.close();
  }
};

/** As the contract has it. */
function isArticleId(id: string): id is ArticleId {
  return /^[a-z0-9]{1,32}$/.test(id);
}

function wholeRecord(article: Article): Record<string, unknown> {
  return {
    ...articleRecord(article),
    byline: article.byline,
    language: article.language,
    dir: article.direction,
    fetched: isoTime(article.fetchedMs),
    origin: article.origin,
    versions: article.versions,
    words: article.words,
    images: article.images,
    pageOutcome: article.pageOutcome,
    enclosures: article.enclosures,
  };
}

function head(article: Article, columns: number): string {
  const facts = [article.byline, article.feedTitle, isoTime(article.publishedMs)?.slice(0, 16).replace('T', ' ')]
    .filter((fact): fact is string => typeof fact === 'string' && fact !== '')
    .map(oneLine);
  const missing = {
    headline: 'Only the headline is stored.',
    text: article.images.wanted > 0 ? `${counted(article.images.wanted, 'picture')} still to come.` : '',
    whole: '',
  }[article.stored];
  return [
    wrap(oneLine(article.title), columns),
    facts.join(' · '),
    ...(article.url === null ? [] : [oneLine(article.url)]),
    ...(missing === '' ? [] : [missing]),
    '',
  ].join('\n');
}

/**
 * A document of its own that asks for nothing when opened: the stored HTML is cleaned, its pictures' addresses stand in
 * `data-src`, and the policy is a second lock.
 */
function htmlDocument(article: Article, html: string): string {
  const escape = (text: string): string =>
    text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
  const language = article.language === null ? '' : ` lang="${escape(article.language)}"`;
  return [
    '<!doctype html>',
    `<html${language} dir="${article.direction}">`,
    '<head>',
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">`,
    '<meta name="referrer" content="no-referrer">',
    `<title>${escape(article.title)}</title>`,
    '</head>',
    '<body>',
    `<h1>${escape(article.title)}</h1>`,
    html,
    '</body>',
    '</html>',
    '',
  ].join('\n');
}
