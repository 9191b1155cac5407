/**
 * Who is calling. Every page in the person's browser can send requests to a loopback port, and a name that resolves to
 * 127.0.0.1 makes any site look like ours (DNS rebinding). Three checks of their own: the Host header must be our
 * address as printed, not a name; Origin must be ours where it is sent, and must be sent with a POST; and what the
 * browser says of the request's source (Sec-Fetch-Site) must be ourselves or the person. The secret in the path is a
 * fourth, checked where paths are read.
 */
import type { IncomingMessage } from 'node:http';

/** @returns null when the request may go on, else the HTTP status that ends it */
export function refuseCaller(request: IncomingMessage, origin: string): number | null {
  const hosts = request.headersDistinct['host'] ?? [];
  // 421 is "this server does not answer for that name".
  if (hosts.length !== 1 || `http://${hosts[0]}` !== origin) return 421;
  const { method } = request;
  if (method !== 'GET' && method !== 'HEAD' && method !== 'POST') return 405;
  const given = request.headersDistinct['origin'];
  if (given && (given.length !== 1 || given[0] !== origin)) return 403;
  if (method === 'POST' && !given) return 403;
  const site = request.headers['sec-fetch-site'];
  if (site === undefined || site === 'same-origin') return null;
  if (method === 'POST') return 403;
  // Typed, or opened from a bookmark or another program.
  if (site === 'none') return null;
  // A link in a terminal that is itself a web page is a cross-site navigation. Only the app's page answers to it.
  return isNavigation(request) ? null : 403;
}

/** The person goes to a page, in a tab of its own. */
export function isNavigation(request: IncomingMessage): boolean {
  return request.headers['sec-fetch-mode'] === 'navigate' && request.headers['sec-fetch-dest'] === 'document';
}

/** The browser looks ahead, unasked; it must not use up a one-time address. */
export function isPrefetch(request: IncomingMessage): boolean {
  const { 'sec-purpose': purpose, purpose: olderName } = request.headersDistinct;
  return [...(purpose ?? []), ...(olderName ?? [])].some((value) => /prefetch|prerender/i.test(value));
}
