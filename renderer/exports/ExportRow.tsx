import { useState } from 'react';
import type { ScheduledExport, ScheduleProblem } from '../../shared/schedule.ts';
import { useCall } from '../data/use-call.ts';
import { ConfirmRemoval } from '../dialogs/ConfirmRemoval.tsx';
import form from '../dialogs/form.module.css';
import { Problem } from '../dialogs/Problem.tsx';
import rows from '../dialogs/rows.module.css';
import { problemSentence } from '../schedule/problem-sentences.ts';
import { useText } from '../text/text.tsx';
import { type ExportState, lastSentence, nextSentence } from './export-sentences.ts';

type ExportRowProps = {
  readonly item: ScheduledExport;
  readonly state: ExportState | undefined;
  readonly problems: readonly ScheduleProblem[];
  readonly onEdit: () => void;
};

/** One export: when it is written next, what became of it last, and what can be done with it. */
export function ExportRow({ item, state, problems, onEdit }: ExportRowProps) {
  const { m, format } = useText();
  const words = m.exports;
  const [asked, setAsked] = useState(false);
  const run = useCall('exports.run');
  const remove = useCall('exports.remove');
  const own = problems.filter((problem) => 'exportId' in problem && problem.exportId === item.id);
  return (
    <li className={rows['row']} aria-label={item.name}>
      <div className={rows['what']}>
        <bdi className={rows['name']}>{item.name}</bdi>
        <span className={form['hint']}>{nextSentence(item, state, m, format)}</span>
        <bdi className={form['hint']} dir="ltr">
          {item.folder}
        </bdi>
        {state && (
          <span className={form['hint']} data-problem={state.problem}>
            {lastSentence(state, m, format)}
          </span>
        )}
        <output className={form['hint']}>
          {run.isPending && words.running}
          {run.data && <bdi>{words.written(run.data.file)}</bdi>}
        </output>
      </div>
      {own.map((problem) => (
        <p key={problem.kind} className={form['notice']} role="alert">
          {problemSentence(problem, m, format)}
        </p>
      ))}
      <Problem error={run.error ?? remove.error} />
      {asked ? (
        <ConfirmRemoval
          label={words.remove(item.name)}
          hint={words.removeHint}
          confirm={words.removeConfirm}
          pending={remove.isPending}
          onConfirm={() => remove.mutate({ id: item.id })}
          onCancel={() => setAsked(false)}
        />
      ) : (
        <div className={rows['head']}>
          <button
            type="button"
            className={form['secondary']}
            aria-label={words.run(item.name)}
            disabled={run.isPending}
            onClick={() => run.mutate({ id: item.id })}
          >
            {words.runShort}
          </button>
          <button type="button" className={form['secondary']} aria-label={words.edit(item.name)} onClick={onEdit}>
            {words.editShort}
          </button>
          <button
            type="button"
            className={form['secondary']}
            aria-label={words.remove(item.name)}
            onClick={() => setAsked(true)}
          >
            {words.removeShort}
          </button>
        </div>
      )}
    </li>
  );
}
