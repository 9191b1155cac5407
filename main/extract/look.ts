/**
 * A document seen from far away, for the content gate: what it is, what it is called, where it leads, and whose words it
 * uses. Never throws; of hostile bytes it tells what it could.
 */
import type { PageLook } from '../../shared/model.ts';
import { decodeBytes } from './charset.ts';
import { lookAtHtml, type HtmlLook } from './look-html.ts';
import { kindOf } from './look-kind.ts';
import { soundOf } from './look-score.ts';
import { featuresOf, simhash } from './look-simhash.ts';
import type { Source } from './protocol.ts';

/** Pages of networks have up to 100 KB. What a longer page says first is enough to know that it is none. */
const MAX_BYTES = 512 * 1024;

const NOTHING: HtmlLook = {
  title: null,
  headings: [],
  text: '',
  textLength: 0,
  canonicalUrl: null,
  feedLinks: 0,
  ownLinks: 0,
  otherLinks: 0,
  leadsTo: [],
  asksSecret: false,
  scripts: 0,
  pictures: 0,
  tags: [],
  altText: '',
};

/** Measured on a busy machine: 1 ms for a page of a network; for an article 5 ms (median), 10 ms (p90). */
export async function lookAt(bytes: Uint8Array, source: Source): Promise<PageLook> {
  const kind = kindOf(bytes);
  const seen = kind === 'html' || kind === 'text' ? read(bytes.subarray(0, MAX_BYTES), source, kind) : NOTHING;
  const head = [seen.title ?? '', ...seen.headings].join(' . ');
  const features = featuresOf(seen.text);
  return {
    kind,
    title: seen.title,
    headings: seen.headings,
    textLength: seen.textLength,
    canonicalUrl: seen.canonicalUrl,
    feedLinks: seen.feedLinks,
    ownLinks: seen.ownLinks,
    otherLinks: seen.otherLinks,
    leadsTo: seen.leadsTo,
    simhash: simhash(features.length > 0 ? features : seen.tags),
    ...soundOf(head, `${seen.text} ${seen.altText}`),
    asksSecret: seen.asksSecret,
    scripts: seen.scripts,
    pictures: seen.pictures,
  };
}

function read(bytes: Uint8Array, { contentType, url }: Source, kind: 'html' | 'text'): HtmlLook {
  const { text } = decodeBytes(bytes, { contentType, kind: 'html' });
  if (kind === 'html') return lookAtHtml(text, url);
  const plain = text.replace(/\s+/g, ' ').trim();
  return { ...NOTHING, text: plain, textLength: plain.length };
}
