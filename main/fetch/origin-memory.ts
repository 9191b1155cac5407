/** What the fetcher must know of an origin beyond one request. Kept by the caller, so that it survives the program. */
import type { Issuer } from '../../shared/line.ts';

export type OriginMemory = {
  /** Addresses at which the host was verified, newest first, none older than 30 days; asked when names fail. */
  addresses(origin: string): readonly string[];
  /** It proved that it honours ranges. */
  rangesOk(origin: string): boolean;
  /** A transfer of it froze not long ago: ask for small parts. */
  freezes(origin: string): boolean;
  /** Small parts did not help either. */
  curtainHard(origin: string): boolean;
  /** The issuer at its last verified connection. */
  issuer(origin: string): Issuer | null;
  /** Only ever called for an address that was verified (TLS, for this very host). */
  verifiedAt(origin: string, address: string, issuer: Issuer | null): void;
  provedRanges(origin: string): void;
  froze(origin: string): void;
  provedHard(origin: string): void;
  /** More than 64 KB came in one piece: whatever froze it is gone. */
  flowed(origin: string): void;
};

/** Forgets with the program. */
export function createOriginMemory(): OriginMemory {
  type Known = { addresses: string[]; ranges: boolean; freezes: boolean; hard: boolean; issuer: Issuer | null };
  const known = new Map<string, Known>();
  const of = (origin: string): Known => {
    const found = known.get(origin) ?? { addresses: [], ranges: false, freezes: false, hard: false, issuer: null };
    known.set(origin, found);
    return found;
  };
  return {
    addresses: (origin) => known.get(origin)?.addresses ?? [],
    rangesOk: (origin) => known.get(origin)?.ranges ?? false,
    freezes: (origin) => known.get(origin)?.freezes ?? false,
    curtainHard: (origin) => known.get(origin)?.hard ?? false,
    issuer: (origin) => known.get(origin)?.issuer ?? null,
    verifiedAt(origin, address, issuer) {
      const facts = of(origin);
      facts.addresses = [address, ...facts.addresses.filter((other) => other !== address)].slice(0, 4);
      facts.issuer = issuer;
    },
    provedRanges: (origin) => void (of(origin).ranges = true),
    froze: (origin) => void (of(origin).freezes = true),
    provedHard: (origin) => void (of(origin).hard = true),
    flowed(origin) {
      const facts = of(origin);
      facts.freezes = facts.hard = false;
    },
  };
}
