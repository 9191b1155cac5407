import { useState } from 'react';
import { useCall } from '../data/use-call.ts';
import { useText } from '../text/text.tsx';
import { Field, MAX_NAME_CHARACTERS } from './Field.tsx';
import { FolderPicker } from './FolderPicker.tsx';
import styles from './form.module.css';
import { Modal } from './Modal.tsx';
import { Problem } from './Problem.tsx';

export function NewFolderDialog({ onClose }: { readonly onClose: () => void }) {
  const { m } = useText();
  const [name, setName] = useState('');
  const [inside, setInside] = useState<readonly string[]>([]);
  const add = useCall('folders.add', onClose);
  return (
    <Modal title={m.folder.addTitle} onClose={onClose}>
      <form
        className={styles['form']}
        onSubmit={(event) => {
          event.preventDefault();
          add.mutate({ path: [...inside, name.trim()] });
        }}
      >
        <Field label={m.folder.name} value={name} maxLength={MAX_NAME_CHARACTERS} required focused onChange={setName} />
        <FolderPicker label={m.folder.inside} value={inside} onChange={setInside} />
        <Problem error={add.error} />
        <div className={styles['actions']}>
          <button type="button" className={styles['secondary']} onClick={onClose}>
            {m.common.cancel}
          </button>
          <button type="submit" className={styles['primary']} disabled={add.isPending}>
            {m.folder.create}
          </button>
        </div>
      </form>
    </Modal>
  );
}
