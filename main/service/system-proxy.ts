/**
 * What the system says about proxies. Electron knows the system's settings and scripts and answers in the form of a PAC
 * script's result; elsewhere the environment variables that every command line tool reads are the system's word.
 */
import type { DialRoute } from '../../shared/model.ts';
import { parseHttpUrl } from '../../shared/url.ts';

/** `PROXY host:port; SOCKS5 host:port; DIRECT`, in the order in which they are to be tried. */
export type SystemProxy = (url: string) => Promise<string>;

/** Longest list anybody configures by hand or by script. */
const MAX_ENTRIES = 10;

/**
 * The ways in a PAC result, in its order. Kinds of proxy that cannot be dialed (`HTTPS`, `SOCKS` version 4) are left out;
 * `DIRECT` is only there when the list says so, or is empty.
 */
export function waysOfPac(pac: string): DialRoute[] {
  const entries = pac
    .split(';')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '')
    .slice(0, MAX_ENTRIES);
  if (entries.length === 0) return [{ via: 'direct' }];
  const ways = entries.flatMap((entry) => wayOf(entry) ?? []);
  // Told apart by their place, for their names are not for the log.
  return ways.map((way, index) => (way.via === 'direct' || index === 0 ? way : { ...way, id: `system-${index + 1}` }));
}

function wayOf(entry: string): DialRoute | null {
  if (/^direct$/i.test(entry)) return { via: 'direct' };
  const match = /^(PROXY|HTTP|SOCKS5?)\s+(\S+)$/i.exec(entry);
  if (!match) return null;
  const via = /^socks/i.test(match[1] ?? '') ? 'socks5' : 'http';
  return proxyAt(via, `${via === 'http' ? 'http' : 'socks5'}://${match[2] ?? ''}`);
}

function proxyAt(via: 'http' | 'socks5', text: string): DialRoute | null {
  // Only http addresses are parsed for their port and brackets by the same rules everywhere.
  const url = parseHttpUrl(text.replace(/^[a-z0-9]+:/i, 'http:'));
  if (!url) return null;
  const port = url.port === '' ? (via === 'http' ? (hasPort(text) ? 80 : 8080) : 1080) : Number(url.port);
  return {
    via,
    id: 'system',
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port,
    username: url.username === '' ? null : decoded(url.username),
    password: url.password === '' ? null : decoded(url.password),
  };
}

/** `new URL` drops the port 80 of an http address. */
function hasPort(text: string): boolean {
  return /:\d+\/?$/.test(text);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // a lone per cent sign is part of the password
  }
}

/**
 * The environment's word: HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and NO_PROXY, in either case, as curl reads them. A proxy
 * that is set is the only way: whoever set it may have had a reason not to be seen going directly.
 */
export function environmentProxy(env: Readonly<Record<string, string | undefined>>): SystemProxy {
  const value = (name: string): string => (env[name.toLowerCase()] ?? env[name] ?? '').trim();
  return (text) => {
    const url = parseHttpUrl(text);
    if (!url || isExempt(url, value('NO_PROXY'))) return Promise.resolve('DIRECT');
    const own = value(url.protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY');
    const proxy = own === '' ? value('ALL_PROXY') : own;
    return Promise.resolve(proxy === '' ? 'DIRECT' : asPac(proxy));
  };
}

function asPac(proxy: string): string {
  const [, scheme = 'http', rest = ''] = /^(?:([a-z0-9]+):\/\/)?(.*?)\/*$/i.exec(proxy) ?? [];
  return /^socks/i.test(scheme) ? `SOCKS5 ${rest}` : /^http$/i.test(scheme) ? `PROXY ${rest}` : `${scheme} ${rest}`;
}

function isExempt(url: URL, list: string): boolean {
  const host = url.hostname.replace(/^\[|\]$/g, '').toLowerCase();
  const port = url.port || (url.protocol === 'https:' ? '443' : '80');
  return list
    .toLowerCase()
    .split(/[\s,]+/)
    .filter((entry) => entry !== '')
    .some((entry) => {
      if (entry === '*') return true;
      const [, name = entry, ownPort] = /^\[?([^\]]*?)\]?(?::(\d+))?$/.exec(entry) ?? [];
      if (ownPort !== undefined && ownPort !== port && !name.includes(':')) return false;
      const bare = (ownPort !== undefined && entry.split(':').length > 2 ? entry : name).replace(/^\*?\./, '');
      return host === bare || host.endsWith(`.${bare}`);
    });
}
