import type { Stored } from '../../shared/model.ts';
import { StoredMark } from '../list/StoredMark.tsx';
import { useText } from '../text/text.tsx';
import styles from './HelpDialog.module.css';
import { Modal } from './Modal.tsx';

const STORED: readonly Stored[] = ['whole', 'text', 'headline'];

/** The keys, and what the signs in the list mean. */
export function HelpDialog({ onClose }: { readonly onClose: () => void }) {
  const { m } = useText();
  const { keys } = m.help;
  const rows: [keys: string[], what: string][] = [
    [['j'], keys.next],
    [['k'], keys.previous],
    [['↑', '↓'], keys.move],
    [['o', 'Enter'], keys.open],
    [['←', '→'], keys.panes],
    [['s'], keys.star],
    [['m'], keys.read],
    [['x'], keys.choose],
    [['/'], keys.search],
    [['v'], keys.original],
    [['r'], keys.fetch],
    [['a'], keys.activity],
    [['t'], keys.schedule],
    [['Esc'], keys.escape],
    [['?'], keys.help],
  ];
  return (
    <Modal title={m.help.title} wide onClose={onClose}>
      <h3 className={styles['heading']}>{m.help.keysTitle}</h3>
      <dl className={styles['keys']}>
        {rows.map(([names, what]) => (
          <div key={what}>
            <dt>
              {/* Arrows beside each other stand as on the keyboard. */}
              <bdi dir="ltr">
                {names.map((name) => (
                  <kbd key={name}>{name}</kbd>
                ))}
              </bdi>
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
      <p className={styles['hint']}>{m.help.layouts}</p>
      <h3 className={styles['heading']}>{m.help.signsTitle}</h3>
      <ul className={styles['signs']}>
        {STORED.map((stored) => (
          <li key={stored}>
            <StoredMark stored={stored} />
            {m.list.stored[stored]}
          </li>
        ))}
        <li>{m.help.bold}</li>
      </ul>
    </Modal>
  );
}
