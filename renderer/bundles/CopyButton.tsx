import { useState } from 'react';
import form from '../dialogs/form.module.css';
import { useText } from '../text/text.tsx';
import styles from './bundles.module.css';

/** Puts a key on the clipboard: nobody types 56 characters. */
export function CopyButton({ what, text }: { readonly what: string; readonly text: string }) {
  const { m } = useText();
  const [outcome, setOutcome] = useState<'copied' | 'refused' | null>(null);
  return (
    <>
      <button
        type="button"
        className={form['secondary']}
        aria-label={m.bundles.copy(what)}
        onClick={() => {
          navigator.clipboard.writeText(text).then(
            () => setOutcome('copied'),
            () => setOutcome('refused'),
          );
        }}
      >
        {outcome === 'copied' ? m.link.copied : m.bundles.copyShort}
      </button>
      <output className={form['unseen']}>{outcome === 'copied' && m.link.copied}</output>
      {outcome === 'refused' && (
        <p className={`${form['notice']} ${styles['refused']}`} role="alert">
          {m.bundles.copyRefused}{' '}
          <bdi dir="ltr" className={styles['mono']}>
            {text}
          </bdi>
        </p>
      )}
    </>
  );
}
