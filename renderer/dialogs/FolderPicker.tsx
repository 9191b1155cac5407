import { useMemo, useState } from 'react';
import { useFeeds, useLibrary } from '../data/queries.ts';
import { buildFolderTree, folderPaths, pathKey } from '../sources/folder-tree.ts';
import { useText } from '../text/text.tsx';
import { Field, MAX_NAME_CHARACTERS } from './Field.tsx';
import styles from './form.module.css';

type FolderPickerProps = {
  readonly label: string;
  readonly value: readonly string[];
  readonly onChange: (path: readonly string[]) => void;
  /** A folder cannot go into itself: it and what is in it are not offered. */
  readonly except?: readonly string[];
  readonly withNew?: boolean;
};

const NEW = 'new';

/** One of the folders there are, none, or a new one at the top. */
export function FolderPicker({ label, value, onChange, except, withNew = false }: FolderPickerProps) {
  const { m, locale } = useText();
  const feeds = useFeeds().data;
  const folders = useLibrary().data?.folders;
  const paths = useMemo(
    () => folderPaths(buildFolderTree(feeds ?? [], folders ?? [], locale)),
    [feeds, folders, locale],
  );
  const offered = except ? paths.filter((path) => pathKey(path.slice(0, except.length)) !== pathKey(except)) : paths;
  const [creating, setCreating] = useState(false);
  return (
    <>
      <label className={styles['field']}>
        <span>{label}</span>
        <select
          className={styles['input']}
          value={creating ? NEW : `at:${pathKey(value)}`}
          onChange={(event) => {
            const chosen = event.target.value;
            setCreating(chosen === NEW);
            onChange(chosen === NEW ? [] : (offered.find((path) => `at:${pathKey(path)}` === chosen) ?? []));
          }}
        >
          <option value="at:">{m.folder.none}</option>
          {offered.map((path) => (
            <option key={pathKey(path)} value={`at:${pathKey(path)}`}>
              {path.join(m.common.folderSeparator)}
            </option>
          ))}
          {withNew && <option value={NEW}>{m.folder.newOption}</option>}
        </select>
      </label>
      {creating && (
        <Field
          label={m.folder.newName}
          value={value[0] ?? ''}
          maxLength={MAX_NAME_CHARACTERS}
          required
          onChange={(name) => onChange(name === '' ? [] : [name])}
        />
      )}
    </>
  );
}
