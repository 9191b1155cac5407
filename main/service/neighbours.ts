/** Origins that come and go together: of one site, or in one neighbourhood of addresses, where filters draw their lines. */
import { parseHttpUrl, registrableDomain } from '../../shared/url.ts';
import type { Origins } from './origins.ts';

export type Neighbours = {
  /** Without the origin itself. */
  of(origin: string): readonly string[];
  /** An address of it was learned. */
  changed(): void;
};

/** Built anew when asked after a change, but not more often than every so many questions. */
const QUESTIONS = 200;

export function createNeighbours(origins: Pick<Origins, 'all'>): Neighbours {
  let groups: Map<string, readonly string[]> | null = null;
  let asked = 0;

  function build(): Map<string, readonly string[]> {
    const byMark = new Map<string, string[]>();
    for (const facts of origins.all()) {
      const host = parseHttpUrl(facts.origin)?.hostname ?? facts.origin;
      const marks = new Set([registrableDomain(host), ...facts.addresses.map(({ address }) => blockOf(address))]);
      for (const mark of marks) {
        const group = byMark.get(mark);
        if (group) group.push(facts.origin);
        else byMark.set(mark, [facts.origin]);
      }
    }
    const built = new Map<string, Set<string>>();
    for (const group of byMark.values()) {
      if (group.length < 2) continue;
      for (const origin of group) {
        const others = built.get(origin) ?? new Set<string>();
        for (const other of group) if (other !== origin) others.add(other);
        built.set(origin, others);
      }
    }
    return new Map([...built].map(([origin, others]) => [origin, [...others]]));
  }

  return {
    of(origin) {
      if (groups === null || ++asked > QUESTIONS) {
        groups = build();
        asked = 0;
      }
      return groups.get(origin) ?? [];
    },
    changed: () => void (groups = null),
  };
}

/** /16 of IPv4, /32 of IPv6: what a hosting range is filtered by (the network study, 2.3). */
function blockOf(address: string): string {
  if (!address.includes(':')) return address.split('.').slice(0, 2).join('.');
  const [high = '', low = ''] = address.split(':');
  return `${high}:${low}`;
}
