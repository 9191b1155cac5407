import { useState } from 'react';
import { useFail } from '../app/ui-context.ts';
import { useKeepLog, useNetwork } from '../data/network.ts';
import { useText } from '../text/text.tsx';
import page from './ActivityPage.module.css';
import styles from './LogSwitch.module.css';

/** Whether attempts are written down, and what that would mean. */
export function LogSwitch() {
  const { m } = useText();
  const network = useNetwork();
  const keep = useKeepLog();
  const fail = useFail();
  // What was just asked for shows at once; what holds then wins.
  const [asked, setAsked] = useState<boolean | null>(null);
  return (
    <>
      <label className={page['switch']}>
        <input
          type="checkbox"
          checked={asked ?? network?.log ?? false}
          disabled={network === undefined}
          onChange={(event) => {
            setAsked(event.target.checked);
            void keep(event.target.checked)
              .catch(fail)
              .finally(() => setAsked(null));
          }}
        />
        <span>{m.activity.log.switch}</span>
      </label>
      <p className={`${page['hint']} ${styles['hint']}`}>{m.activity.log.hint}</p>
    </>
  );
}
