import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { LarderError } from '../../shared/errors.ts';
import type { FeedId } from '../../shared/model.ts';
import { useClient } from '../data/client-context.ts';
import { KEYS, useLibrary } from '../data/queries.ts';
import { ChooseFile } from '../dialogs/ChooseFile.tsx';
import form from '../dialogs/form.module.css';
import { Problem } from '../dialogs/Problem.tsx';
import { useText } from '../text/text.tsx';
import styles from './SourceRoutes.module.css';

/** As the contract has it: some forty certificates. */
const MAX_PEM_CHARACTERS = 65_536;

type Refusal = 'notPem' | 'privateKey';

/**
 * A certificate of the owner's own for one source. It is reached only from here, by whoever looks for it: a message about
 * a failed connection never leads to it, for whoever stands in between would like nothing better.
 */
export function TrustedCertificate({ feedId }: { readonly feedId: FeedId }) {
  const { m } = useText();
  const { trust } = m.routes;
  const client = useClient();
  const cache = useQueryClient();
  const trusted = useLibrary().data?.subscriptions.find(({ id }) => id === feedId)?.pinnedPem ?? null;
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const set = useMutation({
    mutationFn: async (file: File | null) => {
      const pem = file === null ? null : await readPem(file);
      const refused = pem === null ? null : refusalOf(pem);
      setRefusal(refused);
      if (refused === null) await client.call('feeds.trust', { id: feedId, pem });
    },
    onMutate: () => setRefusal(null),
    onSuccess: () => cache.invalidateQueries({ queryKey: [KEYS.library] }),
  });
  return (
    <details className={styles['details']}>
      <summary>
        <span className={styles['title']}>{trust.title}</span>
      </summary>
      <div className={form['form']}>
        <p className={form['notice']}>{trust.warning}</p>
        <output className={form['hint']}>{trusted === null ? trust.none : trust.trusted}</output>
        {refusal !== null && (
          <p className={form['problem']} role="alert">
            {trust[refusal]}
          </p>
        )}
        <Problem error={set.error} />
        <div className={form['actions']}>
          {trusted !== null && (
            <button type="button" className={form['secondary']} onClick={() => set.mutate(null)}>
              {trust.remove}
            </button>
          )}
          <ChooseFile
            label={trust.choose}
            accept=".pem,.crt,.cer,application/x-pem-file"
            quiet
            disabled={set.isPending}
            onFile={(file) => set.mutate(file)}
          />
        </div>
      </div>
    </details>
  );
}

/** @throws LarderError BODY_TOO_LARGE, FILE_UNREADABLE */
async function readPem(file: File): Promise<string> {
  if (file.size > MAX_PEM_CHARACTERS) throw new LarderError('BODY_TOO_LARGE', 'The file is too large.');
  try {
    return await file.text();
  } catch (cause) {
    throw new LarderError('FILE_UNREADABLE', 'The file could not be read.', {}, { cause });
  }
}

function refusalOf(pem: string): Refusal | null {
  if (/-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(pem)) return 'privateKey';
  return pem.includes('-----BEGIN CERTIFICATE-----') ? null : 'notPem';
}
