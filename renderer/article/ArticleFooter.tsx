import type { Article } from '../../shared/model.ts';
import { useText } from '../text/text.tsx';

/** What belongs to an article but is not stored: its address, and files it came with. Links as the frame has them. */
export function ArticleFooter({ article }: { readonly article: Article }) {
  const { m, format, locale } = useText();
  if (article.url === null && article.enclosures.length === 0) return null;
  return (
    <footer data-larder="footer" lang={locale} dir={m.direction}>
      {article.enclosures.length > 0 && (
        <>
          <h2>{m.article.attached}</h2>
          <ul>
            {article.enclosures.map((enclosure) => (
              <li key={enclosure.url}>
                <FrameLink address={enclosure.url} />{' '}
                {enclosure.length !== null && m.article.size(format.bytes(enclosure.length))}
              </li>
            ))}
          </ul>
        </>
      )}
      {article.url !== null && (
        <p>
          <FrameLink address={article.url} />
        </p>
      )}
    </footer>
  );
}

/** Never `href`: a browser looks up the host of a link one merely points at. The frame's listener takes the press. */
function FrameLink({ address }: { readonly address: string }) {
  return (
    // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- an anchor with an address is what must not be here
    <span role="link" tabIndex={0} data-href={address} dir="ltr">
      {address}
    </span>
  );
}
