import { getDomain } from 'tldts';
import { LarderError } from './errors.ts';

/** Longest address we keep. Browsers stop at about 2 MB, servers at 8 KB; data smuggled in a query is not an address. */
export const MAX_URL_LENGTH = 8192;

/**
 * Reads an http(s) address, absolute or relative to `base`. Returns null for everything else: `javascript:`,
 * `data:`, `file:`, broken hosts, over-long text. User name and password are kept (some feeds need them).
 */
export function parseHttpUrl(text: string, base?: string): URL | null {
  const trimmed = text.trim();
  if (trimmed === '' && base === undefined) return null;
  if (trimmed.length > MAX_URL_LENGTH) return null;
  let url: URL;
  try {
    url = new URL(trimmed, base);
  } catch {
    return null; // `new URL` has no other way to say "not an address"
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return null;
  if (url.hostname === '') return null;
  return url;
}

/**
 * What a person typed: `example.org` means `https://example.org/`, `feed:` and `feed://` mean http(s).
 * @throws LarderError BAD_ADDRESS
 */
export function parseTypedUrl(text: string): URL {
  let typed = text
    .trim()
    .replace(/^feed:(\/\/)?(?=https?:)/i, '')
    .replace(/^feed:/i, 'https:');
  if (!/^[a-z][a-z0-9+.-]*:\/\//i.test(typed) && !/^(javascript|data|mailto|file|about|blob):/i.test(typed)) {
    const local = /^(localhost|127\.|\[::1\])/i.test(typed);
    typed = `${local ? 'http' : 'https'}://${typed}`;
  }
  const url = parseHttpUrl(typed);
  if (!url)
    throw new LarderError('BAD_ADDRESS', `Not a web address: ${text.slice(0, 200)}`, { address: text.slice(0, 200) });
  return url;
}

/** The host's registrable domain (`news.bbc.co.uk` gives `bbc.co.uk`), or the host itself for addresses and localhost. */
export function registrableDomain(host: string): string {
  const bare = host.toLowerCase();
  return getDomain(bare, { allowPrivateDomains: true }) ?? bare;
}

/**
 * Query parameters that identify the click, not the page. Names are those the large senders document:
 * Google (utm_*, gclid, dclid), Meta (fbclid), Microsoft (msclkid), Yandex (yclid, ysclid, _openstat), Mailchimp (mc_*),
 * HubSpot (_hs*, __hs*), Matomo (mtm_*, pk_*), Vero, Marketo (mkt_tok), Twitter (twclid), TikTok (ttclid), AT Internet (xtor).
 */
const TRACKING_PARAMETER =
  /^(utm_\w+|fbclid|gclid|gclsrc|dclid|gbraid|wbraid|msclkid|yclid|ysclid|_openstat|mc_[ce]id|_hs(enc|mi)|__hs\w+|hs(Cta)?Tracking|mtm_\w+|pk_(campaign|kwd|source|medium|content|cid)|piwik_\w+|vero_(id|conv)|mkt_tok|twclid|ttclid|igshid|igsh|oly_(anon|enc)_id|rb_clickid|s_cid|xtor|cmpid|ref_src|ref_url|_branch_match_id|at_(campaign|medium|custom\d)|wt_mc|sc_(campaign|channel|content|medium|outcome|geo|country))$/i;

/** The address without click identifiers. Everything else, also the order of parameters, stays as it was. */
export function stripTracking(url: URL): URL {
  const clean = new URL(url.href);
  const tracked = [...clean.searchParams.keys()].filter((name) => TRACKING_PARAMETER.test(name));
  for (const name of tracked) clean.searchParams.delete(name);
  if (/^#(utm_|xtor=|at_)/i.test(clean.hash)) clean.hash = '';
  return clean;
}

/**
 * One spelling per page, for recognising an article again: no tracking, no fragment, http and https alike, no `www.`,
 * no trailing slash. For comparing only: it need not be fetchable.
 */
export function urlKey(text: string): string | null {
  const url = parseHttpUrl(text);
  if (!url) return null;
  const clean = stripTracking(url);
  const host = clean.hostname.replace(/^www\./, '') + (clean.port ? `:${clean.port}` : '');
  const path = clean.pathname.replace(/\/+$/, '');
  // `#!` and `#/` are pages of their own on sites that route in the fragment.
  const fragment = /^#[!/]/.test(clean.hash) ? clean.hash : '';
  return `${host}${path}${clean.search}${fragment}`;
}

/** Names and literal addresses of the person's own machine or network, as far as they can be told without a look-up. */
export function isPrivateHost(hostname: string): boolean {
  const host = hostname.toLowerCase().replace(/^\[|\]$/g, '');
  if (/^\d+\.\d+\.\d+\.\d+$/.test(host)) {
    return /^(10|127|0)\.|^192\.168\.|^169\.254\.|^172\.(1[6-9]|2\d|3[01])\.|^100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\./.test(
      host,
    );
  }
  if (host.includes(':')) return /^(::1?$|f[cd]|fe[89ab])/.test(host);
  // Single labels, and the suffixes set aside for home and company networks (RFC 6761, 6762, 8375; .internal by ICANN).
  return !host.includes('.') || /\.(localhost|local|lan|home|internal|home\.arpa)$/.test(host);
}
