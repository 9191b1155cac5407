import form from '../dialogs/form.module.css';
import { errorSentence } from '../text/error-sentence.ts';
import { useText } from '../text/text.tsx';
import styles from './NoLibrary.module.css';

/** The core did not answer, so there is nothing to show but why. */
export function NoLibrary({ error, onAgain }: { readonly error: unknown; readonly onAgain: () => void }) {
  const { m } = useText();
  return (
    <main className={styles['page']}>
      <h1>{m.name}</h1>
      <p role="alert">{errorSentence(error, m)}</p>
      <button type="button" className={form['primary']} onClick={onAgain}>
        {m.common.again}
      </button>
    </main>
  );
}
