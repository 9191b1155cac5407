import { useState } from 'react';
import { useClient } from '../data/client-context.ts';
import { useText } from '../text/text.tsx';
import { Field } from './Field.tsx';
import form from './form.module.css';
import { Problem } from './Problem.tsx';

type FolderFieldProps = {
  readonly label: string;
  readonly value: string;
  readonly onChange: (folder: string) => void;
  readonly required?: boolean;
};

/** As the contract has it. */
const MAX_FOLDER_CHARACTERS = 4096;

/** The path of a folder of this device: typed, or chosen where the host can show its folders. */
export function FolderField({ label, value, onChange, required = false }: FolderFieldProps) {
  const { m } = useText();
  const { chooseFolder } = useClient();
  const [error, setError] = useState<unknown>(null);
  const choose = async (): Promise<void> => {
    try {
      const chosen = await chooseFolder?.();
      setError(null);
      if (typeof chosen === 'string') onChange(chosen);
    } catch (failure) {
      setError(failure);
    }
  };
  return (
    <div className={form['field']}>
      <Field
        label={label}
        value={value}
        placeholder={m.exports.folderExample}
        maxLength={MAX_FOLDER_CHARACTERS}
        address
        required={required}
        onChange={onChange}
      />
      {chooseFolder !== null && (
        <div>
          <button type="button" className={form['secondary']} onClick={() => void choose()}>
            {m.exports.chooseFolder}
          </button>
        </div>
      )}
      <Problem error={error} />
    </div>
  );
}
