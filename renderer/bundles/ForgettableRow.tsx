import { type ReactNode, useState } from 'react';
import { ConfirmRemoval } from '../dialogs/ConfirmRemoval.tsx';
import form from '../dialogs/form.module.css';
import rows from '../dialogs/rows.module.css';

type ForgettableRowProps = {
  readonly name: string;
  readonly facts: readonly string[];
  /** What the button does, with the name. */
  readonly label: string;
  readonly short: string;
  readonly hint: string;
  readonly confirm: string;
  readonly pending: boolean;
  readonly onForget: () => void;
  readonly children?: ReactNode;
  /** What may be unfolded below. */
  readonly more?: ReactNode;
};

/** A name with what is known of it, which can be forgotten after a question. */
export function ForgettableRow(props: ForgettableRowProps) {
  const [asked, setAsked] = useState(false);
  return (
    <li className={rows['row']} aria-label={props.name}>
      <div className={rows['head']}>
        <div className={rows['what']}>
          <bdi className={rows['name']}>{props.name}</bdi>
          {props.facts.map((fact) => (
            <bdi key={fact} className={form['hint']}>
              {fact}
            </bdi>
          ))}
        </div>
        {props.children}
        {!asked && (
          <button type="button" className={form['secondary']} aria-label={props.label} onClick={() => setAsked(true)}>
            {props.short}
          </button>
        )}
      </div>
      {props.more}
      {asked && (
        <ConfirmRemoval
          label={props.label}
          hint={props.hint}
          confirm={props.confirm}
          pending={props.pending}
          onConfirm={props.onForget}
          onCancel={() => setAsked(false)}
        />
      )}
    </li>
  );
}
