import { errorSentence } from '../text/error-sentence.ts';
import { useText } from '../text/text.tsx';
import styles from './form.module.css';

/** What went wrong, in the person's language; nothing while nothing has. */
export function Problem({ error }: { readonly error: unknown }) {
  const { m } = useText();
  if (error === null || error === undefined) return null;
  return (
    <p className={styles['problem']} role="alert">
      {errorSentence(error, m)}
    </p>
  );
}
