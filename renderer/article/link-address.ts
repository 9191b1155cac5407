import { parseHttpUrl, registrableDomain } from '../../shared/url.ts';
import { decodeHost } from './punycode.ts';

/** An address taken apart for someone who decides whether to go there. */
export type LinkAddress = {
  /** Exactly what will be opened, in ASCII. */
  readonly href: string;
  /** `href` in three parts, of which the middle one decides where it leads. */
  readonly before: string;
  readonly host: string;
  readonly after: string;
  /** The host in its own letters, when it has others than ASCII. */
  readonly spelledOut: string | null;
  /** One label mixes alphabets, as imitations do. */
  readonly mixedAlphabets: boolean;
  readonly encrypted: boolean;
  readonly credentials: boolean;
};

/** Null for everything that is not an http(s) address. `URL` percent-encodes what could reorder or hide letters. */
export function readLinkAddress(text: string): LinkAddress | null {
  const url = parseHttpUrl(text);
  if (!url) return null;
  const href = url.href;
  // The registrable domain decides whom one visits; what stands before it is that owner's own choice.
  const host = registrableDomain(url.hostname);
  const hostEnd = url.protocol.length + '//'.length + credentialsLength(url) + url.hostname.length;
  const spelled = decodeHost(url.hostname);
  return {
    href,
    before: href.slice(0, hostEnd - host.length),
    host: href.slice(hostEnd - host.length, hostEnd),
    after: href.slice(hostEnd),
    spelledOut: spelled === url.hostname ? null : spelled,
    mixedAlphabets: spelled.split('.').some(mixesAlphabets),
    encrypted: url.protocol === 'https:',
    credentials: url.username !== '' || url.password !== '',
  };
}

function credentialsLength(url: URL): number {
  if (url.username === '' && url.password === '') return 0;
  return url.username.length + (url.password === '' ? 0 : url.password.length + 1) + 1;
}

/** Alphabets whose letters are mistaken for one another. Japanese names mix their three as a matter of course. */
const ALIKE = [/\p{Script=Latin}/u, /\p{Script=Cyrillic}/u, /\p{Script=Greek}/u, /\p{Script=Armenian}/u];

function mixesAlphabets(label: string): boolean {
  return ALIKE.filter((alphabet) => alphabet.test(label)).length > 1;
}
