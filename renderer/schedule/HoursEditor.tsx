import type { HoursRule } from '../../shared/schedule.ts';
import form from '../dialogs/form.module.css';
import { useText } from '../text/text.tsx';
import { FIRST_RULES } from './hours-rule.ts';
import styles from './HoursEditor.module.css';
import { HoursRow } from './HoursRow.tsx';

type HoursEditorProps = {
  readonly which: 'quiet' | 'allowed';
  readonly rules: readonly HoursRule[];
  readonly problems: readonly string[];
  readonly onChange: (rules: readonly HoursRule[]) => void;
};

/** As the contract has it. */
const MAX_RULES = 30;

/** Stretches of the week, each with its days. */
export function HoursEditor({ which, rules, problems, onChange }: HoursEditorProps) {
  const { m } = useText();
  const { schedule } = m;
  return (
    <fieldset className={`${form['set']} ${styles['editor']}`}>
      <legend className={styles['title']}>{schedule[which]}</legend>
      <p className={form['hint']}>{which === 'quiet' ? schedule.quietHint : schedule.allowedHint}</p>
      {rules.map((rule, index) => (
        <HoursRow
          // A rule has no name of its own, and the same may stand there twice.
          // oxlint-disable-next-line react/no-array-index-key
          key={index}
          which={which}
          number={index + 1}
          rule={rule}
          onChange={(changed) => onChange(rules.with(index, changed))}
          onRemove={() => onChange(rules.toSpliced(index, 1))}
        />
      ))}
      {problems.map((problem) => (
        <p key={problem} className={form['notice']} role="alert">
          {problem}
        </p>
      ))}
      {rules.length < MAX_RULES && (
        <button type="button" className={form['secondary']} onClick={() => onChange([...rules, FIRST_RULES[which]])}>
          {schedule.rule.add[which]}
        </button>
      )}
    </fieldset>
  );
}
