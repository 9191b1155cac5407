import type { PreparationView } from '../../shared/schedule.ts';
import { useOpenDialog } from '../app/ui-context.ts';
import { useCall } from '../data/use-call.ts';
import form from '../dialogs/form.module.css';
import { Problem } from '../dialogs/Problem.tsx';
import { useText } from '../text/text.tsx';
import styles from './PreparationStatus.module.css';
import { preparationSentences } from './readiness-sentences.ts';

/** How far the preparation is, and what to do with it. */
export function PreparationStatus({ preparation }: { readonly preparation: PreparationView }) {
  const { m, format } = useText();
  const openDialog = useOpenDialog();
  const start = useCall('preparation.start');
  const stop = useCall('preparation.stop');
  const clear = useCall('preparation.clear');
  const words = m.readiness.preparation;
  const percent = m.preferences.percent(format.number(Math.floor(preparation.progress * 100)));
  const isOver = preparation.state === 'reached' || preparation.state === 'nothing-left';
  const { goal, folders } = preparation;
  return (
    <section className={styles['box']} aria-labelledby="preparation-title">
      <div className={styles['head']}>
        <h4 id="preparation-title">{words.title}</h4>
        <span className={styles['percent']}>{words.progress(percent)}</span>
      </div>
      <progress className={styles['progress']} max={1} value={preparation.progress} aria-label={words.title} />
      <output className={form['hint']}>{preparationSentences(preparation, m, format).join(' ')}</output>
      <Problem error={start.error ?? stop.error ?? clear.error} />
      <div className={styles['buttons']}>
        {preparation.running && !isOver && (
          <button type="button" className={form['secondary']} onClick={() => stop.mutate({})}>
            {words.stop}
          </button>
        )}
        {!preparation.running && !isOver && (
          <button
            type="button"
            className={form['primary']}
            onClick={() => start.mutate({ goal, folders: folders.map((path) => [...path]) })}
          >
            {words.goOn}
          </button>
        )}
        <button type="button" className={form['secondary']} onClick={() => openDialog({ kind: 'prepare' })}>
          {words.change}
        </button>
        <button type="button" className={form['secondary']} title={words.forgetHint} onClick={() => clear.mutate({})}>
          {words.forget}
        </button>
      </div>
    </section>
  );
}
