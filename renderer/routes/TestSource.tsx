import type { FeedId } from '../../shared/model.ts';
import { useFeeds } from '../data/queries.ts';
import form from '../dialogs/form.module.css';
import { useText } from '../text/text.tsx';

type TestSourceProps = { readonly value: FeedId | null; readonly onChoose: (feedId: FeedId) => void };

/** The source whose feed a test fetches, where it is not plain which one is meant. */
export function TestSource({ value, onChoose }: TestSourceProps) {
  const { m } = useText();
  const feeds = useTestableFeeds();
  if (feeds.length === 0) return <p className={form['hint']}>{m.routes.test.noSource}</p>;
  return (
    <label className={form['field']}>
      <span>{m.routes.test.with}</span>
      <select
        className={form['input']}
        value={value ?? ''}
        onChange={(event) => {
          const chosen = feeds.find((feed) => feed.id === event.target.value);
          if (chosen) onChoose(chosen.id);
        }}
      >
        {feeds.map((feed) => (
          <option key={feed.id} value={feed.id}>
            {feed.title}
          </option>
        ))}
      </select>
    </label>
  );
}

/** Sources that can be asked, those that worked last first: a test should fail by its way, not by its source. */
export function useTestableFeeds() {
  const { locale } = useText();
  const feeds = useFeeds().data ?? [];
  return feeds
    .filter((feed) => feed.subscribed)
    .toSorted((a, b) => (b.lastSuccessMs ?? 0) - (a.lastSuccessMs ?? 0) || a.title.localeCompare(b.title, locale));
}
