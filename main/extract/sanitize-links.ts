/** Addresses and ids of cleaned HTML: absolute links out, prefixed places within. */
import { parseHttpUrl, stripTracking } from '../../shared/url.ts';
import { isForeign, type HtmlElement, type HtmlNode } from './sanitize-parse.ts';
import { DROPPED_ELEMENTS, ELEMENT_RULES } from './sanitize-rules.ts';
import { attribute, type CleanContext, type Walk } from './sanitize-walk.ts';

/** Longest mail address with its parameters; longer ones carry a text of their own. */
const MAX_MAILTO_LENGTH = 1000;
/** Ids longer than this are data. */
const MAX_ID_LENGTH = 200;

/** An address a person may follow: http(s) or mailto, absolute and without click identifiers; or a place in this text. */
export function linkAddress(href: string, walk: Walk): string | null {
  const trimmed = href.trim();
  if (trimmed.startsWith('#')) {
    const id = fragmentId(trimmed.slice(1), walk.idPrefix);
    if (walk.keptIds.has(id)) return `#${walk.idPrefix}${id}`;
    if (walk.baseUrl === null || trimmed === '#') return null;
  }
  if (/^mailto:/i.test(trimmed)) return mailAddress(trimmed);
  const url = parseHttpUrl(trimmed, walk.baseUrl ?? undefined);
  if (!url) return null;
  return url.search === '' && url.hash === '' ? url.href : stripTracking(url).href;
}

function mailAddress(text: string): string | null {
  if (text.length > MAX_MAILTO_LENGTH || !URL.canParse(text)) return null;
  const url = new URL(text);
  return url.protocol === 'mailto:' && url.pathname.includes('@') ? url.href : null;
}

/** The id that a fragment means, without our prefix if it has it already (a text cleaned before). */
function fragmentId(fragment: string, prefix: string): string {
  const encoded = fragment.startsWith(prefix) ? fragment.slice(prefix.length) : fragment;
  try {
    return decodeURIComponent(encoded);
  } catch {
    return encoded; // a lone percent sign: then the fragment is meant as it stands
  }
}

function ownId(element: HtmlElement, prefix: string): string | null {
  const id = attribute(element, 'id') ?? (element.tagName === 'a' ? attribute(element, 'name') : null);
  if (id === null || !/^[^\s"'<>&#%]+$/u.test(id) || id.length > MAX_ID_LENGTH) return null;
  return id.startsWith(prefix) ? id.slice(prefix.length) || null : id;
}

export function targetId(element: HtmlElement, walk: Walk): string | null {
  if (walk.keptIds.size === 0) return null;
  const id = ownId(element, walk.idPrefix);
  return id !== null && walk.keptIds.has(id) ? id : null;
}

/** Ids that a link of the same text points to. No other id is kept: nothing needs it. */
export function referencedIds(nodes: readonly HtmlNode[], context: CleanContext): ReadonlySet<string> {
  const wanted = new Set<string>();
  const present = new Set<string>();
  const waiting: HtmlNode[] = [...nodes];
  for (let node = waiting.pop(); node; node = waiting.pop()) {
    if (!('tagName' in node) || isForeign(node) || DROPPED_ELEMENTS.has(node.tagName)) continue;
    const rule = ELEMENT_RULES.get(node.tagName);
    if (rule && !rule.isVoid && node.attrs.length > 0) {
      const id = ownId(node, context.idPrefix);
      if (id !== null) present.add(id);
      const href = rule.tag === 'a' ? attribute(node, 'href')?.trim() : undefined;
      if (href?.startsWith('#')) wanted.add(fragmentId(href.slice(1), context.idPrefix));
    }
    for (const child of node.childNodes) waiting.push(child);
  }
  return new Set([...wanted].filter((id) => present.has(id)));
}
