import { useFeeds, useLibrary } from '../data/queries.ts';
import { Choices } from '../dialogs/Choices.tsx';
import form from '../dialogs/form.module.css';
import { buildFolderTree, folderPaths, pathKey } from '../sources/folder-tree.ts';
import { useText } from '../text/text.tsx';
import styles from './FolderChoice.module.css';

type FolderPaths = readonly (readonly string[])[];
type FolderChoiceProps = {
  /** Null: all sources. */
  readonly value: FolderPaths | null;
  readonly onChange: (value: FolderPaths | null) => void;
};

/** All sources, or those of some folders. Nothing to choose where there are no folders. */
export function FolderChoice({ value, onChange }: FolderChoiceProps) {
  const { m, locale } = useText();
  const feeds = useFeeds().data ?? [];
  const folders = useLibrary().data?.folders ?? [];
  const paths = folderPaths(buildFolderTree(feeds, folders, locale));
  const words = m.readiness.prepare;
  if (paths.length === 0) return null;
  const chosen = new Set(value?.map(pathKey));
  return (
    <div>
      <Choices
        label={words.folders}
        name="folders"
        choices={[
          { value: 'all', label: words.foldersAll },
          { value: 'some', label: words.foldersSome },
        ]}
        value={value === null ? 'all' : 'some'}
        onChoose={(choice) => onChange(choice === 'all' ? null : [])}
      />
      {value !== null && (
        <ul className={styles['folders']}>
          {paths.map((path) => (
            <li key={pathKey(path)}>
              <label className={form['choice']}>
                <input
                  type="checkbox"
                  checked={chosen.has(pathKey(path))}
                  onChange={(event) =>
                    onChange(
                      event.target.checked
                        ? [...value, path]
                        : value.filter((other) => pathKey(other) !== pathKey(path)),
                    )
                  }
                />
                <bdi>{path.join(m.common.folderSeparator)}</bdi>
              </label>
            </li>
          ))}
        </ul>
      )}
      {value?.length === 0 && <p className={form['hint']}>{words.foldersNone}</p>}
    </div>
  );
}
