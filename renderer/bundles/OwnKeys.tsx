import { useState } from 'react';
import { useBundleSettings } from '../data/bundles.ts';
import { useCall } from '../data/use-call.ts';
import form from '../dialogs/form.module.css';
import { Problem } from '../dialogs/Problem.tsx';
import rows from '../dialogs/rows.module.css';
import { useText } from '../text/text.tsx';
import styles from './bundles.module.css';
import { CopyButton } from './CopyButton.tsx';
import { ForgettableRow } from './ForgettableRow.tsx';
import { KeyQr } from './KeyQr.tsx';
import { NewKey } from './NewKey.tsx';

/** What one signs with. */
export function OwnKeys() {
  const { m } = useText();
  const words = m.bundles;
  const keys = useBundleSettings().data?.keys ?? [];
  const remove = useCall('keys.remove');
  const [making, setMaking] = useState(false);
  return (
    <section className={styles['section']} aria-label={words.keys}>
      <h3>{words.keys}</h3>
      <p className={form['hint']}>{keys.length === 0 ? words.keysNone : words.keysHint}</p>
      <ul className={rows['list']}>
        {keys.map((key) => (
          <ForgettableRow
            key={key.name}
            name={key.name}
            facts={[...(key.locked ? [words.locked] : []), `${words.words}: ${key.words}`]}
            label={words.removeKey(key.name)}
            short={m.exports.removeShort}
            hint={words.removeKeyHint}
            confirm={words.removeYes}
            pending={remove.isPending}
            onForget={() => remove.mutate({ name: key.name })}
            more={<KeyQr name={key.name} publicKey={key.publicKey} />}
          >
            <CopyButton what={key.name} text={key.publicKey} />
          </ForgettableRow>
        ))}
      </ul>
      <Problem error={remove.error} />
      {making ? (
        <NewKey onMade={() => setMaking(false)} />
      ) : (
        <button type="button" className={form['secondary']} onClick={() => setMaking(true)}>
          {words.signNew}
        </button>
      )}
    </section>
  );
}
