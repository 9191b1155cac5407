/** The only way out to the network. One request, with its redirects, becomes one FetchOutcome; nothing throws for weather. */
import type { FetchOutcome, FetchRequest } from '../../shared/model.ts';

export type Fetcher = {
  /**
   * Waits for its turn (per host, per address and in all), then fetches. Callers may hand over any number of requests at
   * once; hosts take turns. Rejects only for a bug.
   */
  fetch(request: FetchRequest): Promise<FetchOutcome>;
  close(): Promise<void>;
};
