import { useFail } from '../app/ui-context.ts';
import { useKeepLog, useNetwork } from '../data/network.ts';
import { useText } from '../text/text.tsx';
import page from './ActivityPage.module.css';

/** Whether attempts are written down, and what that would mean. */
export function LogSwitch() {
  const { m } = useText();
  const network = useNetwork();
  const keep = useKeepLog(useFail());
  return (
    <>
      <label className={page['switch']}>
        <input
          type="checkbox"
          checked={network?.log ?? false}
          disabled={network === undefined}
          onChange={(event) => keep(event.target.checked)}
        />
        <span>{m.activity.log.switch}</span>
      </label>
      <p className={page['hint']}>{m.activity.log.hint}</p>
    </>
  );
}
