import { useState } from 'react';
import { useBundleSettings } from '../data/bundles.ts';
import { useCall } from '../data/use-call.ts';
import { FolderField } from '../dialogs/FolderField.tsx';
import form from '../dialogs/form.module.css';
import { Problem } from '../dialogs/Problem.tsx';
import rows from '../dialogs/rows.module.css';
import { useText } from '../text/text.tsx';
import styles from './bundles.module.css';

/** What signed bundles come in from by themselves, and what became of the files there. */
export function WatchedFolder() {
  const { m, format } = useText();
  const words = m.bundles;
  const settings = useBundleSettings().data;
  const kept = settings?.watchedFolder ?? '';
  const [typed, setTyped] = useState<string | null>(null);
  const set = useCall('watch.set', () => setTyped(null));
  const folder = typed ?? kept;
  return (
    <section className={styles['section']} aria-label={words.watched}>
      <h3>{words.watched}</h3>
      <p className={form['hint']}>{words.watchedHint}</p>
      <form
        className={form['form']}
        onSubmit={(event) => {
          event.preventDefault();
          set.mutate({ folder: folder.trim() === '' ? null : folder.trim() });
        }}
      >
        <FolderField label={words.watchedFolder} value={folder} onChange={setTyped} />
        <Problem error={set.error} />
        <div className={rows['head']}>
          <button type="submit" className={form['secondary']} disabled={set.isPending || folder === kept}>
            {words.watchSave}
          </button>
          {kept !== '' && (
            <button
              type="button"
              className={form['secondary']}
              disabled={set.isPending}
              onClick={() => set.mutate({ folder: null })}
            >
              {words.watchOff}
            </button>
          )}
        </div>
      </form>
      <ul className={form['hint']}>
        {(settings?.watched ?? []).map((seen) => (
          <li key={`${seen.file} ${seen.atMs}`} data-outcome={seen.outcome}>
            <bdi>{seen.file}</bdi>
            {m.common.separator}
            {seen.error === null ? words.watchedOutcomes[seen.outcome] : m.errors[seen.error.code]}
            {m.common.separator}
            {format.moment(seen.atMs)}
          </li>
        ))}
      </ul>
    </section>
  );
}
