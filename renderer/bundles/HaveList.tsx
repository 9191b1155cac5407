import { useState } from 'react';
import { useTransfer } from '../data/bundles.ts';
import { useCall } from '../data/use-call.ts';
import form from '../dialogs/form.module.css';
import { Problem } from '../dialogs/Problem.tsx';
import { useText } from '../text/text.tsx';
import styles from './bundles.module.css';
import { lockOf, lockProblem, OPEN, type LockDraft } from './give-draft.ts';
import { LockFields, lockSentence } from './LockFields.tsx';
import { FinishedExport, TransferStatus } from './TransferStatus.tsx';

/** A list of what is here, for somebody to make a bundle of the rest. */
export function HaveList() {
  const { m } = useText();
  const words = m.bundles;
  const [lock, setLock] = useState<LockDraft>(OPEN);
  const [shown, setShown] = useState(false);
  const [id, setId] = useState<string | null>(null);
  const transfer = useTransfer(id);
  const make = useCall('transfers.have', (begun) => setId(begun.id));
  const problem = lockProblem(lock);
  const isDone = transfer?.state === 'done';
  if (isDone && lock !== OPEN) setLock(OPEN);
  return (
    <section className={styles['section']} aria-label={words.haveTitle}>
      <h3>{words.haveTitle}</h3>
      <p className={form['hint']}>{words.haveHint}</p>
      {isDone ? (
        <FinishedExport transfer={transfer} />
      ) : (
        <form
          className={form['form']}
          onSubmit={(event) => {
            event.preventDefault();
            setShown(problem !== null);
            if (problem === null) make.mutate({ lock: lockOf(lock) }, { onSuccess: make.reset });
          }}
        >
          <LockFields name="have-lock" value={lock} onChange={(part) => setLock({ ...lock, ...part })} />
          {shown && problem !== null && (
            <p className={form['problem']} role="alert">
              {lockSentence(problem, m)}
            </p>
          )}
          <button
            type="submit"
            className={form['secondary']}
            disabled={make.isPending || transfer?.state === 'running'}
          >
            {words.haveMake}
          </button>
        </form>
      )}
      {transfer && <TransferStatus transfer={transfer} />}
      <Problem error={make.error} />
    </section>
  );
}
