import { useEffect, useMemo, useState } from 'react';
import type { Article, ArticleId } from '../../shared/model.ts';
import { useFail, useOpenDialog, useUi } from '../app/ui-context.ts';
import { useClient } from '../data/client-context.ts';
import { useMark } from '../data/marks.ts';
import { nextTextSize, usePreferences, useSetPreferences } from '../data/preferences.ts';
import { useArticle } from '../data/queries.ts';
import { errorSentence } from '../text/error-sentence.ts';
import { useText } from '../text/text.tsx';
import { ArticleFrame } from './ArticleFrame.tsx';
import styles from './ArticlePane.module.css';
import { ArticleToolbar } from './ArticleToolbar.tsx';
import { placeIn, rememberPlace } from './reading-places.ts';

type ArticlePaneProps = {
  readonly openId: ArticleId | null;
  readonly words: readonly string[];
  /** The keyboard goes into the text when that is there. */
  readonly takeFocus: boolean;
  readonly onKey: (event: KeyboardEvent) => void;
};

/** The article that is open, or a word on how to open one. */
export function ArticlePane({ openId, words, takeFocus, onKey }: ArticlePaneProps) {
  const { m } = useText();
  const article = useArticle(openId);
  return (
    <main className={styles['pane']} aria-label={m.article.label} data-pane-name="article">
      {openId === null && (
        <div className={styles['none']}>
          <p>{m.article.none}</p>
          <p className={styles['hint']}>{m.article.noneHint}</p>
        </div>
      )}
      {article.error && !article.data && (
        <p className={styles['failed']} role="alert">
          {errorSentence(article.error, m)}
        </p>
      )}
      {openId !== null && article.data && (
        <OpenArticle key={openId} article={article.data} words={words} takeFocus={takeFocus} onKey={onKey} />
      )}
    </main>
  );
}

/** Whoever opens an article of which only the headline is here wants its text: its page goes first. Said once. */
function useWanted({ id, stored }: Article): void {
  const client = useClient();
  const dispatch = useUi();
  const [isBare] = useState(stored === 'headline');
  useEffect(() => {
    if (isBare) client.call('articles.want', { id }).catch((error: unknown) => dispatch({ type: 'failure', error }));
  }, [client, id, isBare, dispatch]);
}

type OpenArticleProps = Omit<ArticlePaneProps, 'openId'> & { readonly article: Article };

/** Changes when there is more to see than before. */
function stateOf(article: Article): string {
  return `${article.stored} ${article.versions} ${article.images.stored}`;
}

/** Scrolled this far, the heading is out of sight. */
const HEADING_PX = 140;

function OpenArticle({ article, words, takeFocus, onKey }: OpenArticleProps) {
  const dispatch = useUi();
  const openDialog = useOpenDialog();
  const fail = useFail();
  const mark = useMark(fail);
  const setPreferences = useSetPreferences(fail);
  const { theme, textSize } = usePreferences();
  const [scrolled, setScrolled] = useState(false);
  const look = useMemo(() => ({ theme, textSize }), [theme, textSize]);
  const { m } = useText();
  const { id } = article;
  useWanted(article);
  // What came since waits behind a button; a mere headline gives way at once.
  const [shown, setShown] = useState(() => stateOf(article));
  const arrived = shown !== stateOf(article);
  if (arrived && shown.startsWith('headline')) setShown(stateOf(article));
  const events = useMemo(
    () => ({
      onKey,
      onLink: (address: string) => dispatch({ type: 'dialog', dialog: { kind: 'link', address } }),
      onScroll(top: number) {
        rememberPlace(id, top);
        setScrolled(top > HEADING_PX);
      },
    }),
    [onKey, dispatch, id],
  );
  return (
    <>
      <ArticleToolbar
        article={article}
        showTitle={scrolled}
        onBack={() => dispatch({ type: 'pane', pane: 'list' })}
        onStar={() => mark({ ids: [id], starred: !article.starred })}
        onRead={() => mark({ ids: [id], read: !article.read })}
        onOriginal={() => article.url !== null && openDialog({ kind: 'link', address: article.url })}
        onGive={() => openDialog({ kind: 'give', scope: { kind: 'articles', ids: [id], title: article.title } })}
        onTextSize={(direction) => setPreferences({ textSize: nextTextSize(textSize, direction) })}
      />
      {arrived && (
        <button type="button" className={styles['more']} onClick={() => setShown(stateOf(article))}>
          {m.article.more}
        </button>
      )}
      <ArticleFrame
        key={shown}
        article={article}
        look={look}
        events={events}
        words={words}
        startTop={placeIn(id)}
        takeFocus={takeFocus}
        onSenders={() => openDialog({ kind: 'bundles' })}
      />
    </>
  );
}
