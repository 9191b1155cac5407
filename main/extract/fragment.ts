/** The text of an article that came in a bundle, cleaned like any other, with its pictures known by their content. */
import { cleanHtml } from './sanitize.ts';

/** Stands for the bundle while its relative addresses are read; `.invalid` is nobody's (RFC 2606). */
const BUNDLE = 'https://bundle.invalid';
const OBJECT = /^https:\/\/bundle\.invalid\/objects\/[0-9a-f]{2}\/([0-9a-f]{64})\.[a-z0-9]{1,5}$/;
/** Stands for a picture that did not come along. */
const MISSING = `${BUNDLE}/missing`;
/** As the cleaner writes a picture: every attribute quoted, these two first. */
const PICTURE = /<img data-src="([^"]*)" alt="([^"]*)"((?: [a-z]+="[^"]*")*)>/g;

/**
 * @returns cleaned HTML: pictures as `data-src="sha256:<hex>"`, or `missing:` for one that did not come along; of an address elsewhere
 *   only the description is left
 */
export function cleanFragment(raw: string): string {
  const { html } = cleanHtml(raw, { baseUrl: `${BUNDLE}/items/` });
  return html.replace(PICTURE, (_whole, address: string, alt: string, rest: string) => {
    if (address === MISSING) return `<img data-src="missing:" alt="${alt}"${rest}>`;
    const sha256 = OBJECT.exec(address)?.[1];
    if (sha256 === undefined) return alt;
    return `<img data-src="sha256:${sha256}" alt="${alt}"${rest}>`;
  });
}
