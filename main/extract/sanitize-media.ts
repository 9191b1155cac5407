/** Pictures, players and formulas of cleaned HTML: what can be kept of them without a request or a script. */
import { parseHttpUrl, stripTracking } from '../../shared/url.ts';
import { imageSource, isBeaconUrl, isInvisible, isPlaceholder } from './image-source.ts';
import type { HtmlElement, HtmlNode } from './sanitize-parse.ts';
import { attributeValue, oneLine } from './sanitize-rules.ts';
import { allowedAttribute, attribute, writtenAttribute, writeText, type Walk } from './sanitize-walk.ts';

export function writeImage(element: HtmlElement, sources: readonly HtmlElement[], walk: Walk): void {
  const read = (name: string) => attribute(element, name);
  if (isInvisible(read)) return;
  const url = pictureUrl(element, sources, walk);
  if (url !== null && isBeaconUrl(url)) return;
  if (url === null || isPlaceholder(url)) {
    // The picture cannot be had (a data: address, a broken one); its words can.
    const alt = oneLine(read('alt') ?? '');
    if (alt !== '') writeText(alt, walk);
    return;
  }
  walk.pictureJustWritten = true;
  walk.images.add(url);
  let written =
    writtenAttribute('data-src', url) + writtenAttribute('alt', attributeValue('alt', read('alt') ?? '') ?? '');
  for (const name of ['title', 'width', 'height'] as const) {
    const value = read(name);
    if (value !== null && value.trim() !== '') written += allowedAttribute(name, value);
  }
  walk.writer.voidElement('img', written);
}

function pictureUrl(element: HtmlElement, sources: readonly HtmlElement[], walk: Walk): string | null {
  const own = sourceOf(element, walk);
  if (own !== null && !isPlaceholder(own)) return own;
  for (const source of sources) {
    const url = sourceOf(source, walk);
    if (url !== null && !isPlaceholder(url)) return url;
  }
  return own;
}

function sourceOf(element: HtmlElement, walk: Walk): string | null {
  const names = element.attrs.map(({ name }) => name);
  return imageSource((name) => attribute(element, name), names, walk.baseUrl);
}

/** False when there is no picture in it. Of a `<picture>`, its `<img>`, with the other sources to fall back on; without one, the first usable source. */
export function writePicture(element: HtmlElement, walk: Walk): boolean {
  const inside = element.childNodes.filter((child): child is HtmlElement => 'tagName' in child);
  const sources = inside.filter(({ tagName }) => tagName === 'source');
  const image = inside.find(({ tagName }) => tagName === 'img') ?? sources[0];
  if (image) writeImage(image, sources, walk);
  return image !== undefined;
}

/** `<noscript>` is worth reading only for the pictures that a lazy loader hides there. */
export function holdsPicture(element: HtmlElement): boolean {
  const waiting: HtmlNode[] = [...element.childNodes];
  for (let node = waiting.pop(); node; node = waiting.pop()) {
    if (!('tagName' in node)) continue;
    if (node.tagName === 'img' || node.tagName === 'iframe' || node.tagName === 'video') return true;
    for (const child of node.childNodes) waiting.push(child);
  }
  return false;
}

/** Something that plays or shows another page becomes a link to it, with its poster. */
export function writeEmbed(element: HtmlElement, walk: Walk): void {
  const read = (name: string) => attribute(element, name);
  if (isInvisible(read)) return;
  const url = embedAddress(element, walk);
  if (url === null || isBeaconUrl(url)) return;
  const poster = parseHttpUrl(read('poster') ?? '', walk.baseUrl ?? undefined);
  if (poster && read('poster')) {
    walk.images.add(poster.href);
    walk.writer.voidElement('img', writtenAttribute('data-src', poster.href) + writtenAttribute('alt', ''));
  }
  const title = oneLine(read('title') ?? '').slice(0, 200);
  const label = `▶ ${title === '' ? new URL(url).hostname.replace(/^www\./, '') : title.toWellFormed()}`;
  const linked = !walk.writer.isOpen('a');
  if (linked) walk.writer.open('a', writtenAttribute('href', url), false);
  writeText(label, walk);
  if (linked) walk.writer.close();
}

function embedAddress(element: HtmlElement, walk: Walk): string | null {
  if (element.tagName === 'amp-youtube') {
    const id = attribute(element, 'data-videoid') ?? '';
    return /^[\w-]{6,20}$/.test(id) ? `https://www.youtube.com/watch?v=${id}` : null;
  }
  const own = [attribute(element, 'src'), attribute(element, 'data-src'), attribute(element, 'data')];
  const inner = element.childNodes
    .filter((child): child is HtmlElement => 'tagName' in child && child.tagName === 'source')
    .map((source) => attribute(source, 'src'));
  for (const address of [...own, ...inner]) {
    if (address === null || address.trim() === '') continue;
    const url = parseHttpUrl(address, walk.baseUrl ?? undefined);
    if (url) return watchAddress(stripTracking(url));
  }
  return null;
}

/** The page of a video rather than its player, which is empty without scripts. */
function watchAddress(url: URL): string {
  const video = /^\/(?:embed|v)\/([\w-]{6,20})$/.exec(url.pathname)?.[1];
  if (video !== undefined && video !== 'videoseries' && /(?:^|\.)youtube(?:-nocookie)?\.com$/.test(url.hostname)) {
    return `https://www.youtube.com/watch?v=${video}`;
  }
  const vimeo = url.hostname === 'player.vimeo.com' ? /^\/video\/(\d+)$/.exec(url.pathname)?.[1] : undefined;
  return vimeo === undefined ? url.href : `https://vimeo.com/${vimeo}`;
}

export function formulaText(math: HtmlElement): string {
  const alternative = attribute(math, 'alttext');
  if (alternative !== null) return oneLine(alternative);
  const parts: string[] = [];
  const waiting: HtmlNode[] = [...math.childNodes].toReversed();
  for (let node = waiting.pop(); node; node = waiting.pop()) {
    if ('tagName' in node) {
      if (node.tagName.startsWith('annotation') || node.namespaceURI !== math.namespaceURI) continue;
      for (const child of node.childNodes.toReversed()) waiting.push(child);
    } else if (node.nodeName === '#text') {
      parts.push((node as { value: string }).value);
    }
  }
  return oneLine(parts.join(''));
}
