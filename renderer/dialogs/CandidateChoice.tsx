import type { FeedCandidate } from '../../shared/model.ts';
import { useText } from '../text/text.tsx';
import styles from './form.module.css';

type CandidateChoiceProps = {
  readonly candidates: readonly FeedCandidate[];
  readonly chosen: string;
  readonly onChoose: (url: string) => void;
};

/** The feeds a site offers, of which one is taken. */
export function CandidateChoice({ candidates, chosen, onChoose }: CandidateChoiceProps) {
  const { m } = useText();
  return (
    <fieldset className={styles['set']}>
      <legend className={styles['legend']}>{m.add.found(candidates.length)}</legend>
      {candidates.map((candidate) => (
        <label key={candidate.url} className={styles['choice']}>
          <input
            type="radio"
            name="candidate"
            value={candidate.url}
            checked={candidate.url === chosen}
            onChange={() => onChoose(candidate.url)}
          />
          <span dir="auto">{candidate.title ?? candidate.url}</span>
          <small dir="ltr">{candidate.url}</small>
        </label>
      ))}
    </fieldset>
  );
}
