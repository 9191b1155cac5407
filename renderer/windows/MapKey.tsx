import { useText } from '../text/text.tsx';
import { HOUR_STATES } from './hours.ts';
import state from './hour-state.module.css';
import styles from './MapKey.module.css';
import { STATE_SIGNS } from './state-sign.ts';

/** What the shades of the map mean. */
export function MapKey() {
  const { m } = useText();
  return (
    <ul className={styles['key']}>
      {HOUR_STATES.map((name) => (
        <li key={name}>
          <span
            className={`${state['state']} ${styles['swatch']}`}
            data-state={name}
            data-sign={STATE_SIGNS[name]}
            aria-hidden="true"
          />
          {m.windows.states[name]}
        </li>
      ))}
    </ul>
  );
}
