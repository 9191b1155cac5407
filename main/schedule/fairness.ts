/** No site takes more than a quarter of a window while others wait (the network study, 3.2). */
import { NUMBERS } from './numbers.ts';

const { fairness } = NUMBERS;

export type Shares = {
  /** It has had its share: others first. */
  hasHadEnough(domain: string): boolean;
  took(domain: string, bytes: number): void;
  /** Another window: everybody begins anew. */
  renew(): void;
};

export function createShares(): Shares {
  const byDomain = new Map<string, number>();
  let all = 0;
  return {
    hasHadEnough: (domain) => all >= fairness.fromBytes && (byDomain.get(domain) ?? 0) > fairness.share * all,
    took(domain, bytes) {
      all += bytes;
      byDomain.set(domain, (byDomain.get(domain) ?? 0) + bytes);
    },
    renew() {
      byDomain.clear();
      all = 0;
    },
  };
}
