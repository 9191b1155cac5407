import type { Transfer } from '../../shared/bundles.ts';
import { LarderError } from '../../shared/errors.ts';
import type { HostedClient } from '../client.ts';

type Following = Pick<HostedClient, 'call' | 'onEvent' | 'host'>;

/**
 * Follows a transfer until it has ended, well or not.
 * @throws LarderError NOT_FOUND when nobody knows it any more, CLOSED when `signal` says so
 */
export async function transferEnd(
  client: Following,
  id: string,
  onProgress: (transfer: Transfer) => void,
  signal?: AbortSignal,
): Promise<Transfer> {
  const stops: (() => void)[] = [];
  try {
    return await new Promise<Transfer>((resolve, reject) => {
      const see = (all: readonly Transfer[]): boolean => {
        const transfer = all.find((each) => each.id === id);
        if (transfer?.state === 'running') onProgress(transfer);
        else if (transfer) resolve(transfer);
        return transfer !== undefined;
      };
      // An event may be older than the transfer: that it is not known only an answer tells.
      const ask = (): void => {
        client.call('transfers.list', {}).then((all) => {
          if (!see(all)) reject(new LarderError('NOT_FOUND', 'No such transfer.'));
        }, reject);
      };
      const stop = (): void => reject(new LarderError('CLOSED', 'It was stopped.'));
      signal?.addEventListener('abort', stop);
      stops.push(
        client.onEvent('transfers', (all) => void see(all)),
        client.host.subscribe(() => {
          if (client.host.isThere()) ask();
        }),
        () => signal?.removeEventListener('abort', stop),
      );
      if (signal?.aborted) stop();
      else ask();
    });
  } finally {
    for (const stop of stops) stop();
  }
}
