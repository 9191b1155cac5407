/**
 * G6 of the content gate: one page in place of many things is a page of the network. Only answers that nobody vouches for
 * are noted here, as hashes, for a day; a page that was recognised is remembered in the archive for a month.
 */
import type { Sha256 } from '../../shared/model.ts';
import { parseHttpUrl, registrableDomain } from '../../shared/url.ts';
import type { StubTemplate } from '../archive/archive.ts';

export type Seen = { readonly sha256: Sha256; readonly simhash: string; readonly url: string };
export type Same = {
  /** Other registrable domains that gave the same in the last day. */
  readonly otherDomains: number;
  /** Other addresses that did. */
  readonly otherPages: number;
  /** Recognised before as a page of the network. */
  readonly template: boolean;
};

export type Sameness = {
  /** Notes what came and says where else it came from. */
  note(seen: Seen): Same;
  /** The bytes of everything noted that is the same, this one included: stubs print the address, and differ by that. */
  alike(seen: Seen): readonly Sha256[];
  /** It is a page of the network: known again from now on. Null: it was known already. */
  recognise(seen: Seen): StubTemplate | null;
};

const DAY_MS = 86_400_000;
/** A pass of thousands of http pages; the oldest go first. Some 100 bytes each. */
const MAX_NOTED = 5_000;
/** Stubs print the address asked for, the time and a number: a few words of many. */
const SIMILAR_BITS = 3;
const NO_WORDS = '0000000000000000';

export function createSameness(saved: readonly StubTemplate[], now: () => number): Sameness {
  type Noted = Seen & { readonly atMs: number; readonly domain: string };
  const noted = new Map<string, Noted>();
  const templates = [...saved];

  return {
    note(seen) {
      const nowMs = now();
      const domain = domainOf(seen.url);
      const same = [...noted.values()].filter(
        (other) => Math.abs(nowMs - other.atMs) < DAY_MS && other.url !== seen.url && isSame(other, seen),
      );
      noted.delete(seen.url);
      noted.set(seen.url, { ...seen, atMs: nowMs, domain });
      const [oldest] = noted.keys();
      if (noted.size > MAX_NOTED && oldest !== undefined) noted.delete(oldest);
      return {
        otherDomains: new Set(same.map((other) => other.domain).filter((other) => other !== domain)).size,
        otherPages: same.length,
        template: templates.some((template) => isSame(template, seen)),
      };
    },
    alike: (seen) => [
      ...new Set([
        seen.sha256,
        ...[...noted.values()].filter((other) => isSame(other, seen)).map(({ sha256 }) => sha256),
      ]),
    ],
    recognise({ sha256, simhash }) {
      if (templates.some((other) => isSame(other, { sha256, simhash }))) return null;
      const template = { sha256, simhash, seenMs: now() };
      templates.push(template);
      return template;
    },
  };
}

function isSame(
  a: { readonly sha256: string; readonly simhash: string },
  b: { readonly sha256: string; readonly simhash: string },
): boolean {
  if (a.sha256 === b.sha256) return true;
  // Nothing to tell it by: an empty page, or a picture.
  if (a.simhash === NO_WORDS || b.simhash === NO_WORDS) return false;
  return differentBits(a.simhash, b.simhash) <= SIMILAR_BITS;
}

/** @param a, b 64 bits in hex */
export function differentBits(a: string, b: string): number {
  let bits = 0;
  for (const at of [0, 8]) {
    let word = Number.parseInt(a.slice(at, at + 8), 16) ^ Number.parseInt(b.slice(at, at + 8), 16);
    for (; word !== 0; word &= word - 1) bits += 1;
  }
  return bits;
}

function domainOf(url: string): string {
  const host = parseHttpUrl(url)?.hostname ?? '';
  return registrableDomain(host);
}
