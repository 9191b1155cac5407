import { useFeeds, useLibrary } from '../data/queries.ts';
import form from '../dialogs/form.module.css';
import { buildFolderTree, folderPaths, pathKey } from '../sources/folder-tree.ts';
import { useText } from '../text/text.tsx';
import type { GivePlace } from './give-draft.ts';

type PlaceChoiceProps = {
  /** Null: all sources. */
  readonly value: GivePlace | null;
  readonly onChange: (value: GivePlace | null) => void;
};

const ALL = '';

/** Whose articles: everybody's, those of one folder, or of one source. */
export function PlaceChoice({ value, onChange }: PlaceChoiceProps) {
  const { m, locale } = useText();
  const words = m.bundles;
  const feeds = useFeeds().data ?? [];
  const folders = useLibrary().data?.folders ?? [];
  const paths = folderPaths(buildFolderTree(feeds, folders, locale));
  const order = new Intl.Collator(locale, { numeric: true, sensitivity: 'base' });
  const sources = feeds.toSorted((a, b) => order.compare(a.title, b.title));
  const places: readonly GivePlace[] = [
    ...paths.map((path) => ({ kind: 'folder', path }) as const),
    ...sources.map(({ id }) => ({ kind: 'feed', feedId: id }) as const),
  ];
  return (
    <label className={form['field']}>
      <span>{m.exports.of}</span>
      <select
        className={form['input']}
        value={value === null ? ALL : keyOf(value)}
        onChange={(event) => onChange(places.find((place) => keyOf(place) === event.target.value) ?? null)}
      >
        <option value={ALL}>{m.exports.ofAll}</option>
        {paths.length > 0 && (
          <optgroup label={words.placeFolders}>
            {paths.map((path) => (
              <option key={pathKey(path)} value={keyOf({ kind: 'folder', path })}>
                {path.join(m.common.folderSeparator)}
              </option>
            ))}
          </optgroup>
        )}
        <optgroup label={words.placeSources}>
          {sources.map(({ id, title }) => (
            <option key={id} value={keyOf({ kind: 'feed', feedId: id })}>
              {title}
            </option>
          ))}
        </optgroup>
      </select>
    </label>
  );
}

function keyOf(place: GivePlace): string {
  return place.kind === 'folder' ? `folder ${pathKey(place.path)}` : `feed ${place.feedId}`;
}
