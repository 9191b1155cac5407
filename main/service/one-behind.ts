import type { Delivery } from './bundle-job.ts';

type Deliver = (delivery: Delivery) => Promise<void>;

/** While one delivery is taken the next is got ready; no more than these two are held. `end` waits for the last. */
export function oneBehind(deliver: Deliver): { readonly hand: Deliver; readonly end: () => Promise<void> } {
  let last = Promise.resolve();
  return {
    hand: async (delivery) => {
      await last;
      last = deliver(delivery);
      // Whoever waits for it next hears of its failure.
      last.catch(() => undefined);
    },
    end: () => last,
  };
}
