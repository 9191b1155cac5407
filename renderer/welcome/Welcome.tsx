import { useQueryClient } from '@tanstack/react-query';
import { useOpenDialog, useUi } from '../app/ui-context.ts';
import { useCall } from '../data/use-call.ts';
import form from '../dialogs/form.module.css';
import { Problem } from '../dialogs/Problem.tsx';
import { useText } from '../text/text.tsx';
import styles from './Welcome.module.css';

/** The first thing a person sees: three ways to begin. */
export function Welcome() {
  const { m } = useText();
  const openDialog = useOpenDialog();
  const dispatch = useUi();
  const cache = useQueryClient();
  const samples = useCall('samples.load', () => {
    void cache.invalidateQueries();
    dispatch({ type: 'view', view: { kind: 'all' }, nowMs: Date.now() });
  });
  return (
    <main className={styles['page']}>
      <div className={styles['inside']}>
        <h1>{m.welcome.title}</h1>
        <p className={styles['lead']}>{m.welcome.lead}</p>
        <div className={styles['ways']}>
          <section>
            <h2>{m.welcome.addTitle}</h2>
            <p>{m.welcome.addBody}</p>
            <button type="button" className={form['primary']} onClick={() => openDialog({ kind: 'add' })}>
              {m.sources.add}
            </button>
          </section>
          <section>
            <h2>{m.welcome.importTitle}</h2>
            <p>{m.welcome.importBody}</p>
            <button type="button" className={form['secondary']} onClick={() => openDialog({ kind: 'import' })}>
              {m.welcome.importButton}
            </button>
          </section>
          <section>
            <h2>{m.welcome.samplesTitle}</h2>
            <p>{m.welcome.samplesBody}</p>
            <button
              type="button"
              className={form['secondary']}
              disabled={samples.isPending}
              onClick={() => samples.mutate({})}
            >
              {m.welcome.samplesButton}
            </button>
          </section>
        </div>
        <Problem error={samples.error} />
        <p className={styles['privacy']}>{m.welcome.privacy}</p>
      </div>
    </main>
  );
}
