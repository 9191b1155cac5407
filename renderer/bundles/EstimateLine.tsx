import { useEstimate } from '../data/bundles.ts';
import { useSettled } from '../data/use-settled.ts';
import form from '../dialogs/form.module.css';
import { errorSentence } from '../text/error-sentence.ts';
import { useText } from '../text/text.tsx';
import styles from './bundles.module.css';
import { roughBytes } from './estimate.ts';
import { ILLUSTRATED, selectionOf, type GiveDraft, type GiveScope } from './give-draft.ts';
import { bytesOf } from './size-draft.ts';

/** A pause in typing. */
const SETTLED_MS = 300;

/** How much it comes to, before it is made. */
export function EstimateLine({ scope, draft }: { readonly scope: GiveScope; readonly draft: GiveDraft }) {
  const { m, format } = useText();
  const words = m.bundles;
  const { data: estimate, error } = useEstimate(useSettled(selectionOf(scope, draft), SETTLED_MS));
  if (error !== null) return <output className={styles['estimate']}>{errorSentence(error, m)}</output>;
  if (!estimate) return <output className={styles['estimate']}>{words.estimating}</output>;
  if (estimate.articles === 0) return <output className={styles['estimate']}>{words.estimateNone}</output>;
  const illustrated = draft.pictures && ILLUSTRATED.has(draft.format);
  const bytes = roughBytes(estimate, draft);
  const limit = bytesOf(draft.most);
  // Nobody knows how much of it is on the list before that is gone through.
  const isAtMost = draft.format === 'bundle' && draft.have !== null;
  return (
    <output className={styles['estimate']}>
      <strong>{words.estimate(estimate.articles, illustrated ? estimate.pictures : 0, format.bytes(bytes))}</strong>{' '}
      {isAtMost && <span className={form['hint']}>{words.estimateAtMost}</span>}{' '}
      {estimate.headlines > 0 && <span className={form['hint']}>{words.estimateHeadlines(estimate.headlines)}</span>}{' '}
      {limit !== null && bytes > limit && !isAtMost && <span className={styles['over']}>{words.estimateOver}</span>}
    </output>
  );
}
