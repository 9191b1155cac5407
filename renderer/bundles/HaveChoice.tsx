import { useMutation } from '@tanstack/react-query';
import { useClient } from '../data/client-context.ts';
import { ChooseFile } from '../dialogs/ChooseFile.tsx';
import { Field } from '../dialogs/Field.tsx';
import form from '../dialogs/form.module.css';
import { Problem } from '../dialogs/Problem.tsx';
import { useText } from '../text/text.tsx';
import styles from './bundles.module.css';
import type { GiveDraft } from './give-draft.ts';
import { wantsPassphrase } from './have-file.ts';
import { MAX_PASSPHRASE_CHARACTERS } from './LockFields.tsx';

type HaveChoiceProps = { readonly draft: GiveDraft; readonly onChange: (part: Partial<GiveDraft>) => void };

/** Somebody's list of what they have, which stays out of the bundle. */
export function HaveChoice({ draft, onChange }: HaveChoiceProps) {
  const { m } = useText();
  const words = m.bundles;
  const client = useClient();
  const { have, reading } = draft;
  const send = useMutation({
    mutationFn: async (file: File) => {
      const locked = await wantsPassphrase(file);
      return { upload: await client.upload(file, () => undefined), name: file.name, locked, passphrase: '' };
    },
    onMutate: () => onChange({ have: null, reading: true }),
    onSuccess: (sent) => onChange({ have: sent }),
    onSettled: () => onChange({ reading: false }),
  });
  return (
    <div className={styles['have']}>
      <span className={form['legend']}>{words.have}</span>
      <div className={form['actions']}>
        <ChooseFile label={words.haveChoose} accept="" quiet disabled={reading} onFile={(file) => send.mutate(file)} />
        {have && (
          <button type="button" className={form['secondary']} onClick={() => onChange({ have: null })}>
            {words.haveNone}
          </button>
        )}
      </div>
      <output className={form['hint']}>{have && <bdi>{words.haveChosen(have.name)}</bdi>}</output>
      {have?.locked && (
        <Field
          label={words.havePassphrase}
          value={have.passphrase}
          maxLength={MAX_PASSPHRASE_CHARACTERS}
          secret
          required
          onChange={(passphrase) => onChange({ have: { ...have, passphrase } })}
        />
      )}
      <Problem error={send.error} />
    </div>
  );
}
