/** Which of the many addresses of one `<img>` is the picture: lazy loaders, `srcset`, `<picture>`, tracking pixels. */
import { parseHttpUrl } from '../../shared/url.ts';

/** Looks up an attribute by its lower-case name; null when absent. */
export type AttributeReader = (name: string) => string | null;

/**
 * Wide enough for a reading column on a dense screen. A picture twice as wide costs four times the bytes of a short
 * window of connection and looks the same.
 */
const ENOUGH_WIDTH_PX = 960;
const MOST_WIDTH_PX = 1920;
/** Candidates read from one srcset; sites list a dozen, attacks list a million. */
const MAX_CANDIDATES = 50;
/** Longest srcset read. Real ones reach about 10,000 characters on sites with signed addresses. */
const MAX_SRCSET_LENGTH = 50_000;

/** Where lazy loaders put the real address, the common ones first. `data-src` is also what our own output uses. */
const LAZY_SOURCES = [
  'data-src',
  'data-original',
  'data-lazy-src',
  'data-lazyload',
  'data-lazy',
  'data-actualsrc',
  'data-original-src',
  'data-orig-src',
  'data-raw-src',
  'data-hi-res-src',
  'data-full-src',
  'data-src-large',
  'data-src-medium',
  'data-defer-src',
  'data-delayed-url',
  'data-echo',
  'data-image',
  'data-image-src',
  'data-img-src',
  'data-img-url',
  'data-url',
  'data-ll-src',
  'data-td-src',
  'data-cfsrc',
  'data-layzr',
  'data-bg',
  'lazy-src',
  'lazysrc',
  'rel:bf_image_src',
];
const LAZY_SRCSETS = ['data-srcset', 'data-lazy-srcset', 'data-original-set', 'data-src-set', 'data-original-srcset'];

/** A stand-in that the page's script would have replaced. */
const PLACEHOLDER =
  /(?:^|[/_.-])(?:blank|spacer|placeholder|lazy(?:load)?|transparent|1x1|pixel|loading|loader|clear|empty|gr[ea]y|white|default)(?:[-_.]?(?:image|img|pixel|\d+x?\d*))*\.(?:gif|png|svg|jpe?g|webp)(?:$|[?#])/i;

/**
 * Counters and beacons: the shapes seen in feeds and article bodies. Hosts are those of statistics services, paths
 * those of feed services that add an image per item to see who reads.
 */
const BEACON_HOSTS =
  /^https?:\/\/(?:[^/]*\.)?(?:doubleclick\.net|google-analytics\.com|googletagmanager\.com|scorecardresearch\.com|quantserve\.com|quantcount\.com|pixel\.wp\.com|stats\.wordpress\.com|stats\.wp\.com|mc\.yandex\.ru|bs\.yandex\.ru|counter\.yadro\.ru|top\.mail\.ru|top-fwz1\.mail\.ru|counter\.rambler\.ru|tns-counter\.ru|feedsportal\.com|pheedo\.com|ping\.chartbeat\.net|vgwort\.de|hexagon-analytics\.com|zqtk\.net|feedads\.googleadservices\.com|counter\.theconversation\.com|(?:analytics|pixel|beacon)\.[^/.]+\.[^/]+)(?:[:/?]|$)/i;
const BEACON_PATHS =
  /^https?:\/\/(?:www\.)?facebook\.com\/tr(?:[/?]|$)|^https?:\/\/feeds?\d?\.feedburner\.com\/~(?:r|ff|f|a|4)\/|^https?:\/\/[^/]*list-manage\.com\/track|\/(?:1x1|pixel|blank|spacer|clear|transparent|beacon|tracking[-_]?pixel|(?:[bpt]|open|counter)\.(?:gif|php|aspx?)$|(?:[bpt]|open|counter)\.(?:gif|php|aspx?)\?)(?:\.(?:gif|png|php|aspx?))?(?:[?#]|$)/i;

export function isBeaconUrl(url: string): boolean {
  return BEACON_HOSTS.test(url) || BEACON_PATHS.test(url);
}

/** Sized so that nobody can see it, or hidden by style: a picture that is there to be requested, not to be seen. */
export function isInvisible(read: AttributeReader): boolean {
  if (tiny(read('width')) && tiny(read('height'))) return true;
  if (read('width') === '0' || read('height') === '0') return true;
  const style = read('style');
  return (
    style !== null &&
    /(?:^|[;\s])(?:display\s*:\s*none|visibility\s*:\s*hidden|(?:max-)?(?:width|height)\s*:\s*[01]px)/i.test(style)
  );
}

function tiny(value: string | null): boolean {
  return value !== null && /^\s*[0-2](?:\.\d+)?\s*(?:px)?\s*$/i.test(value);
}

type Candidate = { readonly address: string; readonly widthPx: number };

/**
 * The candidates of a `srcset`, as the HTML standard splits them: an address may hold commas, so it ends at white space.
 * A density counts as that many times 800 pixels, so that `2x` beats `1x` and both compare with widths.
 */
export function parseSrcset(text: string): Candidate[] {
  const candidates: Candidate[] = [];
  const source = text.slice(0, MAX_SRCSET_LENGTH);
  const pattern = /[\s,]*([^\s,]\S*)(?:\s+([^,]*))?(?:,|$)/y;
  while (candidates.length < MAX_CANDIDATES) {
    const found = pattern.exec(source);
    const raw = found?.[1];
    if (!found || raw === undefined) break;
    // "a.jpg, b.jpg": the address ran into its comma, so there is no descriptor and what follows is the next candidate.
    const ended = /,+$/.exec(raw);
    if (ended) pattern.lastIndex = found.index + found[0].indexOf(raw) + raw.length;
    const address = ended ? raw.slice(0, ended.index) : raw;
    const size = ended ? null : /(\d+(?:\.\d+)?)([wx])/i.exec(found[2] ?? '');
    const number = Number(size?.[1] ?? 1);
    const widthPx = size?.[2]?.toLowerCase() === 'w' ? number : number * 800;
    if (address !== '') candidates.push({ address, widthPx });
  }
  return candidates;
}

/** The smallest that is wide enough, else the widest there is. */
function bestCandidate(candidates: readonly Candidate[], base: string | undefined): string | null {
  const usable = candidates
    .map(({ address, widthPx }) => ({ url: imageUrl(address, base), widthPx }))
    .filter((candidate): candidate is { url: string; widthPx: number } => candidate.url !== null)
    .toSorted((one, other) => one.widthPx - other.widthPx);
  const enough = usable.find(({ widthPx }) => widthPx >= ENOUGH_WIDTH_PX);
  if (enough && enough.widthPx <= MOST_WIDTH_PX) return enough.url;
  return (usable.findLast(({ widthPx }) => widthPx <= MOST_WIDTH_PX) ?? usable[0])?.url ?? null;
}

function imageUrl(text: string, base: string | undefined): string | null {
  // Loaders such as lazysizes fill the width in by script.
  const filled = text.includes('{width}') ? text.replaceAll('{width}', String(ENOUGH_WIDTH_PX)) : text;
  return parseHttpUrl(filled, base)?.href ?? null;
}

function firstSrcset(read: AttributeReader, names: readonly string[], base: string | undefined): string | null {
  for (const name of names) {
    const value = read(name);
    if (value === null || value.trim() === '') continue;
    const url = bestCandidate(parseSrcset(value), base);
    if (url !== null) return url;
  }
  return null;
}

/**
 * The address of the picture that an `<img>` (or `<amp-img>`, or `<source>` of a picture) stands for, or null.
 * Order: what a lazy loader would show, then `srcset`, then `src`, then any `data-` attribute that looks like a picture.
 */
export function imageSource(read: AttributeReader, names: readonly string[], baseUrl: string | null): string | null {
  const base = baseUrl ?? undefined;
  const lazySet = firstSrcset(read, LAZY_SRCSETS, base);
  if (lazySet !== null) return lazySet;
  for (const name of LAZY_SOURCES) {
    const value = read(name);
    if (value === null || value.trim() === '' || /^\s*[{[]/.test(value)) continue;
    if (name !== 'data-src' && !looksLikeAddress(value)) continue;
    const url = imageUrl(value, base);
    if (url !== null && !PLACEHOLDER.test(url)) return url;
  }
  const set = firstSrcset(read, ['srcset'], base);
  if (set !== null && !PLACEHOLDER.test(set)) return set;
  const source = read('src');
  const plain = source === null || source.trim() === '' ? null : imageUrl(source, base);
  if (plain !== null && !PLACEHOLDER.test(plain)) return plain;
  for (const name of names) {
    if (!name.startsWith('data-')) continue;
    const value = read(name) ?? '';
    if (/^\S+\.(?:jpe?g|png|webp|gif|avif)(?:[?#]\S*)?$/i.test(value)) return imageUrl(value, base) ?? plain;
    if (/\.(?:jpe?g|png|webp|gif|avif)\S*\s+\d+(?:\.\d+)?[wx]/i.test(value.slice(0, MAX_SRCSET_LENGTH))) {
      return bestCandidate(parseSrcset(value), base) ?? plain;
    }
  }
  return plain;
}

function looksLikeAddress(value: string): boolean {
  return (
    /^\s*(?:https?:\/\/|\/|\.{1,2}\/)/i.test(value) || /\.(?:jpe?g|png|webp|gif|avif)(?:$|[?#])/i.test(value.trim())
  );
}

/** A stand-in picture: nothing to show without the page's script. */
export function isPlaceholder(url: string): boolean {
  return PLACEHOLDER.test(url);
}
