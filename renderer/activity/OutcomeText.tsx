import type { Outcome } from '../../shared/model.ts';
import { useText } from '../text/text.tsx';
import styles from './OutcomeText.module.css';
import type { Blame } from './trouble.ts';

/** What came of a request, as a sentence, after a word on whom it speaks of. */
export function OutcomeText({ outcome, blame }: { readonly outcome: Outcome; readonly blame: Blame | null }) {
  const { m } = useText();
  return (
    <>
      {blame !== null && (
        <>
          <span className={styles['blame']} data-blame={blame}>
            {m.activity.classes[blame]}
          </span>{' '}
        </>
      )}
      {m.outcomes[outcome]}
    </>
  );
}
