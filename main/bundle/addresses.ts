/** Addresses that may leave: userinfo and queries carry personal tokens. */
import { MAX_URL_LENGTH, parseHttpUrl, stripTracking } from '../../shared/url.ts';

export type CutAddress = {
  readonly url: string | null;
  /** Something was taken off that may have named the page. */
  readonly cut: boolean;
};

/** Fragments that name a page, on sites that route in them: two such pages must not become one. */
const ROUTE = /^#[!/]/;

/**
 * An article's own address, without userinfo, query and fragment. What only counted clicks is no loss.
 * @param queries ticked by its owner: then only a name and password are taken off, which nobody ticks for others
 */
export function cutAddress(address: string | null, { queries }: { readonly queries: boolean }): CutAddress {
  const parsed = parseHttpUrl(address ?? '');
  if (parsed === null) return { url: null, cut: false };
  const url = stripTracking(parsed);
  const isPersonal = url.username !== '' || url.password !== '';
  const cut = isPersonal || (!queries && (url.search !== '' || ROUTE.test(url.hash)));
  const left = queries ? withoutUser(url) : withoutQuery(url);
  if (!queries) left.hash = '';
  return { url: left.href, cut };
}

/**
 * The same for a link in a text: its fragment names a place on the page, and stays. Empty: no link for anybody. An address
 * that grew too long when it was written out leads to its site.
 */
export function cutLink(address: string, { queries }: { readonly queries: boolean }): string {
  if (!/^https?:/i.test(address) || !URL.canParse(address)) return '';
  const url = stripTracking(new URL(address));
  const forms = [queries ? withoutUser(url).href : '', withoutQuery(url).href, `${url.origin}/`];
  return forms.find((form) => form !== '' && form.length <= MAX_URL_LENGTH) ?? '';
}

function withoutUser(url: URL): URL {
  const left = new URL(url.href);
  left.username = '';
  left.password = '';
  return left;
}

function withoutQuery(url: URL): URL {
  const left = withoutUser(url);
  left.search = '';
  return left;
}
