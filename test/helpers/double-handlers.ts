// Handlers that answer with what they were asked, so that a transport shows what it carries. Some inputs fail on purpose.
import { contract, type Handlers, type Method } from '../../shared/contract.ts';
import { LarderError } from '../../shared/errors.ts';

/** An address that makes a handler throw something a person can act on. */
export const REFUSED_ADDRESS = 'refused.example';
/** An address that makes a handler fail as a bug does, with words that must not leave the process. */
export const BUG_ADDRESS = 'bug.example';

export function createDoubleHandlers(): Handlers {
  const handlers: Record<string, (input: unknown) => unknown> = {};
  for (const method of Object.keys(contract) as Method[]) {
    handlers[method] = (input) => {
      const address = (input as { url?: unknown }).url;
      if (address === REFUSED_ADDRESS) {
        throw new LarderError('NO_FEED_FOUND', 'No feed is announced there.', { address, tried: 3 });
      }
      if (address === BUG_ADDRESS) throw new TypeError('secret words in /home/somebody/larder');
      return { method, input };
    };
  }
  return handlers as unknown as Handlers;
}
