import { useState } from 'react';
import { useUi } from '../app/ui-context.ts';
import { useCall } from '../data/use-call.ts';
import { useText } from '../text/text.tsx';
import { Field, MAX_ADDRESS_CHARACTERS } from './Field.tsx';
import styles from './form.module.css';
import { hostOf } from './host-of.ts';
import { Modal } from './Modal.tsx';
import { Problem } from './Problem.tsx';

/** Stores any page like an article. */
export function SavePageDialog({ onClose }: { readonly onClose: () => void }) {
  const { m } = useText();
  const dispatch = useUi();
  const [address, setAddress] = useState('');
  const save = useCall('pages.save', ({ articleId }) => {
    if (articleId === null) return;
    dispatch({ type: 'view', view: { kind: 'saved' }, nowMs: Date.now() });
    dispatch({ type: 'open', id: articleId, index: 0, show: true, focus: false });
    onClose();
  });
  return (
    <Modal title={m.page.title} onClose={onClose}>
      <form
        className={styles['form']}
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate({ url: address.trim() });
        }}
      >
        <p className={styles['hint']}>{m.page.body}</p>
        <Field
          label={m.page.address}
          value={address}
          placeholder={m.add.placeholder}
          maxLength={MAX_ADDRESS_CHARACTERS}
          address
          required
          focused
          onChange={setAddress}
        />
        <output className={styles['hint']}>{save.isPending && m.page.saving(hostOf(address))}</output>
        <Problem error={save.error} />
        {save.data?.articleId === null && (
          <p className={styles['notice']} role="alert">
            {m.page.failed(save.data.outcome === 'OK' ? m.errors.PAGE_HAS_NO_ARTICLE : m.outcomes[save.data.outcome])}
          </p>
        )}
        <div className={styles['actions']}>
          <button type="button" className={styles['secondary']} onClick={onClose}>
            {m.common.cancel}
          </button>
          <button type="submit" className={styles['primary']} disabled={save.isPending}>
            {m.page.save}
          </button>
        </div>
      </form>
    </Modal>
  );
}
