import { useMutation } from '@tanstack/react-query';
import { useBundleSettings } from '../data/bundles.ts';
import { useClient } from '../data/client-context.ts';
import { ChooseFile } from '../dialogs/ChooseFile.tsx';
import { Choices } from '../dialogs/Choices.tsx';
import { Field } from '../dialogs/Field.tsx';
import form from '../dialogs/form.module.css';
import { Problem } from '../dialogs/Problem.tsx';
import { useText } from '../text/text.tsx';
import styles from './bundles.module.css';
import { Check, Lines, Select } from './controls.tsx';
import type { GiveDraft } from './give-draft.ts';

type GiveMoreProps = { readonly draft: GiveDraft; readonly onChange: (draft: GiveDraft) => void };

const LOCKS = ['none', 'passphrase', 'recipients'] as const;

/** What need not be touched: who signs, who can open it, what else it tells. */
export function GiveMore({ draft, onChange }: GiveMoreProps) {
  const { m } = useText();
  const words = m.bundles;
  const set = (part: Partial<GiveDraft>): void => onChange({ ...draft, ...part });
  const keys = useBundleSettings().data?.keys ?? [];
  const key = keys.find(({ name }) => name === draft.signWith);
  const isBundle = draft.format === 'bundle';
  return (
    <details className={styles['more']}>
      <summary>{words.more}</summary>
      <div className={styles['inside']}>
        {isBundle && (
          <div>
            <Select
              label={words.sign}
              value={draft.signWith}
              choices={[['', words.signNone] as const, ...keys.map(({ name }) => [name, name] as const)]}
              onChange={(signWith) => set({ signWith })}
            />
            <p className={form['hint']}>{words.signHint}</p>
            {key?.locked && (
              <Field
                label={words.keyPassphrase}
                value={draft.keyPassphrase}
                secret
                required
                onChange={(keyPassphrase) => set({ keyPassphrase })}
              />
            )}
          </div>
        )}
        <div>
          <Choices
            label={words.lock}
            name="lock"
            value={draft.lock}
            choices={LOCKS.map((value) => ({ value, label: words.lockChoices[value] }))}
            onChoose={(lock) => set({ lock })}
          />
          {draft.lock === 'passphrase' && (
            <Field
              label={words.passphrase}
              value={draft.passphrase}
              secret
              required
              onChange={(passphrase) => set({ passphrase })}
            />
          )}
          {draft.lock === 'recipients' && (
            <Lines label={words.recipients} value={draft.recipients} onChange={(recipients) => set({ recipients })} />
          )}
          {draft.lock !== 'none' && <p className={form['hint']}>{words.lockHint}</p>}
        </div>
        {isBundle && (
          <>
            <HaveChoice draft={draft} onChange={onChange} />
            <fieldset className={form['set']}>
              <legend className={form['legend']}>{words.tells}</legend>
              <Check label={words.tellTimes} checked={draft.fetchTimes} onChange={(on) => set({ fetchTimes: on })} />
              <Check label={words.tellQueries} checked={draft.queries} onChange={(on) => set({ queries: on })} />
            </fieldset>
          </>
        )}
      </div>
    </details>
  );
}

function HaveChoice({ draft, onChange }: GiveMoreProps) {
  const { m } = useText();
  const client = useClient();
  const send = useMutation({
    mutationFn: async (file: File) => ({ upload: await client.upload(file, () => undefined), name: file.name }),
    onSuccess: (have) => onChange({ ...draft, have }),
  });
  return (
    <div>
      <ChooseFile label={m.bundles.have} accept=".have" quiet onFile={(file) => send.mutate(file)} />
      {draft.have && <p className={form['hint']}>{m.bundles.haveChosen(draft.have.name)}</p>}
      <Problem error={send.error} />
    </div>
  );
}
