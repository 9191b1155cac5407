import type { Article } from '../../shared/model.ts';
import { IconButton } from '../app/IconButton.tsx';
import { useText } from '../text/text.tsx';
import styles from './ArticleToolbar.module.css';

type ArticleToolbarProps = {
  readonly article: Article;
  /** The heading has left the window: the bar says what one reads. */
  readonly showTitle: boolean;
  readonly onBack: () => void;
  readonly onStar: () => void;
  readonly onRead: () => void;
  readonly onOriginal: () => void;
  readonly onGive: () => void;
  readonly onTextSize: (direction: 1 | -1) => void;
};

/** What can be done with the article that is open. */
export function ArticleToolbar(props: ArticleToolbarProps) {
  const { m } = useText();
  const { article } = props;
  return (
    <div className={styles['bar']} role="toolbar" aria-label={m.article.label}>
      <IconButton className={styles['back']} label={m.article.backToList} icon="back" onPress={props.onBack} />
      <span className={styles['title']} data-shown={props.showTitle} aria-hidden="true" dir="auto">
        {article.title}
      </span>
      <IconButton
        label={article.starred ? m.article.unstar : m.article.star}
        icon="star"
        pressed={article.starred}
        shortcut="s"
        onPress={props.onStar}
      />
      <IconButton
        label={article.read ? m.article.markUnread : m.article.markRead}
        icon="unread"
        pressed={!article.read}
        shortcut="m"
        onPress={props.onRead}
      />
      <IconButton label={m.article.smaller} icon="smaller" onPress={() => props.onTextSize(-1)} />
      <IconButton label={m.article.larger} icon="larger" onPress={() => props.onTextSize(1)} />
      <IconButton label={m.bundles.giveThis} icon="give" onPress={props.onGive} />
      {article.url !== null && (
        <IconButton label={m.article.original} icon="open" shortcut="v" onPress={props.onOriginal} />
      )}
    </div>
  );
}
