/**
 * Gives every `<img>` of a page the address that its lazy loader would, before Readability looks at it: Readability keeps
 * `src` and throws away most `data-` attributes together with what it takes for clutter.
 */
import { imageSource, isBeaconUrl, isInvisible, isPlaceholder, type AttributeReader } from './image-source.ts';

/** Pictures looked at; galleries of some hundred exist. */
const MAX_IMAGES = 3000;

export function resolveLazyImages(document: Document, baseUrl: string): void {
  for (const lazy of document.querySelectorAll('amp-img, amp-anim')) replaceByImage(lazy, document);
  let left = MAX_IMAGES;
  for (const image of document.querySelectorAll('img')) {
    left -= 1;
    if (left < 0) return;
    const read = reader(image);
    const url = sourceWithPicture(image, read, baseUrl);
    const standIn = hiddenInNoscript(image, url, baseUrl);
    if (standIn === null && (isInvisible(read) || (url !== null && isBeaconUrl(url)))) {
      image.remove();
      continue;
    }
    const shown = standIn ?? url;
    if (shown === null) continue;
    for (const name of image.getAttributeNames()) {
      if (name.startsWith('data-') || name === 'srcset' || name === 'sizes' || name === 'loading')
        image.removeAttribute(name);
    }
    image.setAttribute('src', shown);
  }
}

function reader(element: Element): AttributeReader {
  return (name) => element.getAttribute(name);
}

function replaceByImage(lazy: Element, document: Document): void {
  const image = document.createElement('img');
  for (const name of ['src', 'srcset', 'alt', 'width', 'height', 'title']) {
    const value = lazy.getAttribute(name);
    if (value !== null) image.setAttribute(name, value);
  }
  lazy.replaceWith(image);
}

function sourceWithPicture(image: Element, read: AttributeReader, baseUrl: string): string | null {
  const own = imageSource(read, image.getAttributeNames(), baseUrl);
  if (own !== null && !isPlaceholder(own)) return own;
  const picture = image.parentElement;
  if (picture?.localName !== 'picture') return own;
  for (const source of picture.querySelectorAll('source')) {
    const url = imageSource(reader(source), source.getAttributeNames(), baseUrl);
    if (url !== null && !isPlaceholder(url)) return url;
  }
  return own;
}

/** The picture of the `<noscript>` right behind an image that has none of its own; the `<noscript>` goes in any case. */
function hiddenInNoscript(image: Element, own: string | null, baseUrl: string): string | null {
  const holder = image.parentElement?.localName === 'picture' ? image.parentElement : image;
  const noscript = holder.nextElementSibling;
  if (noscript?.localName !== 'noscript') return null;
  const hidden = noscript.querySelector('img');
  if (!hidden) return null;
  const url = imageSource(reader(hidden), hidden.getAttributeNames(), baseUrl);
  if (url === null) return null;
  noscript.remove();
  return own === null || isPlaceholder(own) ? url : null;
}
