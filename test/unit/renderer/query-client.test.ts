import { expect, it } from 'vitest';
import { createQueryClient } from '../../../renderer/data/query-client.ts';

it('what was asked of the core is not remembered after the answer: it may hold a passphrase', async () => {
  const client = createQueryClient();
  const calls = client.getMutationCache();
  const call = calls.build(client, client.defaultMutationOptions({ mutationFn: () => Promise.resolve(null) }));
  await call.execute({ passphrase: 'open sesame' });
  await expect.poll(() => calls.getAll()).toEqual([]);
});
