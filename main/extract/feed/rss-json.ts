import { escapeAttribute, escapeText } from './references.ts';

/** Deeper than any feed; the text is read by the XML pass afterwards, which has caps of its own. */
const MAX_DEPTH = 12;
/** Elements whose facts are attributes in XML. */
const WITH_ATTRIBUTES = new Set(['guid', 'enclosure', 'source', 'category', 'cloud', 'link', 'outline']);

/**
 * RSS written as JSON (`{"rss": {"channel": {...}}}`, as Radio and Scripting News publish it) as the XML it stands for;
 * null when it is none. `#value` is an element's text.
 */
export function rssJsonToXml(json: unknown): string | null {
  const rss = isObject(json) ? json['rss'] : undefined;
  if (!isObject(rss) || !isObject(rss['channel'])) return null;
  return `<rss version="2.0"${namespaces(rss)}>${element('channel', rss['channel'], 0)}</rss>`;
}

function namespaces(rss: Readonly<Record<string, unknown>>): string {
  return Object.entries(rss)
    .filter(([name, value]) => /^xmlns(?::[\w.-]+)?$/.test(name) && typeof value === 'string')
    .map(([name, value]) => ` ${name}="${escapeAttribute(String(value))}"`)
    .join('');
}

function element(name: string, value: unknown, depth: number): string {
  if (Array.isArray(value)) return value.map((entry: unknown) => element(name, entry, depth)).join('');
  if (!/^[A-Za-z_][\w.:-]*$/.test(name) || depth > MAX_DEPTH) return '';
  if (!isObject(value)) return scalar(value) === null ? '' : `<${name}>${escapeText(scalar(value)!)}</${name}>`;
  let attributes = '';
  let inside = '';
  for (const [key, child] of Object.entries(value)) {
    const text = scalar(child);
    if (key === '#value') inside += escapeText(text ?? '');
    else if (text !== null && WITH_ATTRIBUTES.has(name) && /^[A-Za-z_][\w.:-]*$/.test(key)) {
      attributes += ` ${key}="${escapeAttribute(text)}"`;
    } else inside += element(key, child, depth + 1);
  }
  return `<${name}${attributes}>${inside}</${name}>`;
}

function scalar(value: unknown): string | null {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : null;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
