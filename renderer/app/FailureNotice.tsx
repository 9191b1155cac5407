import { errorSentence } from '../text/error-sentence.ts';
import { useText } from '../text/text.tsx';
import styles from './FailureNotice.module.css';
import { IconButton } from './IconButton.tsx';
import { useUi } from './ui-context.ts';

/** Something that was asked for did not happen. Stays until dismissed: what is gone before it is read was not said. */
export function FailureNotice({ failure }: { readonly failure: unknown }) {
  const { m } = useText();
  const dispatch = useUi();
  if (failure === null) return null;
  return (
    <div className={styles['notice']} role="alert">
      <span>{errorSentence(failure, m)}</span>
      <IconButton label={m.common.dismiss} icon="close" onPress={() => dispatch({ type: 'failure', error: null })} />
    </div>
  );
}
