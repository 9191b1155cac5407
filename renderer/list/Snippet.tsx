import type { SnippetPart } from '../../shared/model.ts';

/** The place where a search matched, with the matches marked. */
export function Snippet({ parts }: { readonly parts: readonly SnippetPart[] }) {
  return (
    <bdi>
      {parts.map((part, index) =>
        // Parts have no identity but their place.
        // oxlint-disable-next-line react/no-array-index-key
        part.match ? <mark key={index}>{part.text}</mark> : <span key={index}>{part.text}</span>,
      )}
    </bdi>
  );
}
