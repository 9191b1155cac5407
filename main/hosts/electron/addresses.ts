/** The app's own scheme. One host name, so that its pages have an origin and `'self'` in a policy means this. */
export const SCHEME = 'larder';
export const ORIGIN = 'larder://app';
export const BASE = `${ORIGIN}/`;

export const CALL_CHANNEL = 'larder:call';
export const FOLDER_CHANNEL = 'larder:folder';
export const EVENT_CHANNEL = 'larder:event';

/** The path below the base, as `Pages` takes it; null for every other address. */
export function pathOf(address: string): string | null {
  const withoutFragment = address.split('#', 1)[0] ?? '';
  if (!withoutFragment.startsWith(BASE)) return null;
  const path = withoutFragment.slice(BASE.length);
  // The same alphabet as on the web host: no query, no escapes.
  return /^[A-Za-z0-9_./-]*$/.test(path) ? path : null;
}

/** The page of the app itself, at any fragment. */
export function isApp(address: string): boolean {
  return pathOf(address) === '';
}

/** A document for the reading frame. */
export function isArticle(address: string): boolean {
  return /^article\/[a-z0-9]{1,32}$/.test(pathOf(address) ?? '');
}
