import { useFeeds, useLibrary } from '../data/queries.ts';
import form from '../dialogs/form.module.css';
import { buildFolderTree, folderPaths, pathKey } from '../sources/folder-tree.ts';
import { useText } from '../text/text.tsx';

type OfFolderProps = {
  /** Null: all sources. */
  readonly value: readonly string[] | null;
  readonly onChange: (value: readonly string[] | null) => void;
};

/** No path is empty, so the empty key is free. */
const ALL = '';

/** Whose articles are written: everybody's, or those of one folder. */
export function OfFolder({ value, onChange }: OfFolderProps) {
  const { m, locale } = useText();
  const feeds = useFeeds().data ?? [];
  const folders = useLibrary().data?.folders ?? [];
  const paths = folderPaths(buildFolderTree(feeds, folders, locale));
  return (
    <label className={form['field']}>
      <span>{m.exports.of}</span>
      <select
        className={form['input']}
        value={value === null ? ALL : pathKey(value)}
        onChange={(event) => onChange(paths.find((path) => pathKey(path) === event.target.value) ?? null)}
      >
        <option value={ALL}>{m.exports.ofAll}</option>
        {paths.map((path) => (
          <option key={pathKey(path)} value={pathKey(path)}>
            {path.join(m.common.folderSeparator)}
          </option>
        ))}
      </select>
    </label>
  );
}
