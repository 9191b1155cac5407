import { useEffect, useRef, useState } from 'react';
import { createPortal } from 'react-dom';
import type { Article } from '../../shared/model.ts';
import { useText } from '../text/text.tsx';
import { ArticleFooter } from './ArticleFooter.tsx';
import styles from './ArticleFrame.module.css';
import { ArticleHeader } from './ArticleHeader.tsx';
import { dressFrame, type FrameEvents, type FrameLook, labelMissing, listenToFrame } from './frame-bridge.ts';
import { markWords } from './frame-marks.ts';

type ArticleFrameProps = {
  readonly article: Article;
  readonly look: FrameLook;
  readonly events: FrameEvents;
  /** Words of a search, to mark in the text. */
  readonly words: readonly string[];
  /** Where reading stopped the last time; taken once, when the text is there. */
  readonly startTop: number;
  /** The keyboard goes into the text when that is there. */
  readonly takeFocus: boolean;
  readonly onSenders: () => void;
};

/**
 * One article in its frame. The element is made anew for each article (give it the id as `key`): the first address of a
 * frame leaves no entry in the history, every later one would.
 */
export function ArticleFrame({ article, look, events, words, startTop, takeFocus, onSenders }: ArticleFrameProps) {
  const { m } = useText();
  const element = useRef<HTMLIFrameElement>(null);
  const [frame, setFrame] = useState<Document | null>(null);
  const [places, setPlaces] = useState<Places | null>(null);

  useEffect(() => (frame ? listenToFrame(frame, events) : undefined), [frame, events]);
  useEffect(() => {
    if (frame) dressFrame(frame, look);
  }, [frame, look]);
  useEffect(() => {
    if (frame) labelMissing(frame, m.article.picture);
  }, [frame, m]);
  useEffect(() => {
    if (!frame) return;
    const first = markWords(frame, words);
    if (startTop > 0) frame.documentElement.scrollTop = startTop;
    else if (first) scrollTo(frame, first);
    if (takeFocus) element.current?.focus();
    // Once per text: later changes of these must not move the reader.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [frame]);

  return (
    <>
      <iframe
        ref={element}
        className={styles['frame']}
        data-ready={frame !== null}
        data-reading-frame
        // oxlint-disable-next-line react/iframe-missing-sandbox -- scripts stay off, which is what the pair would undo
        sandbox="allow-same-origin"
        title={m.article.frame(article.title)}
        src={`article/${article.id}`}
        onLoad={(event) => {
          const loaded = event.currentTarget.contentDocument;
          setFrame(loaded);
          setPlaces(loaded && makePlaces(loaded));
        }}
      />
      {places && createPortal(<ArticleHeader article={article} onSenders={onSenders} />, places.head)}
      {places && createPortal(<ArticleFooter article={article} />, places.foot)}
    </>
  );
}

type Places = { readonly head: Element; readonly foot: Element };

/** Two places of the app's own, before and after the text. They go with the frame's document. */
function makePlaces(frame: Document): Places {
  const head = frame.createElement('div');
  const foot = frame.createElement('div');
  frame.body.prepend(head);
  frame.body.append(foot);
  return { head, foot };
}

/** A third from the top, where the eye looks first. */
function scrollTo(frame: Document, place: Range): void {
  const top = place.getBoundingClientRect().top;
  const height = frame.documentElement.clientHeight;
  if (top > height * 0.8) frame.documentElement.scrollTop += top - height / 3;
}
