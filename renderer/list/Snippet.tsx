import type { SnippetPart } from '../../shared/model.ts';

/** A row has room for two lines; more than this before the first match could push it out of sight. */
const LEAD_CHARACTERS = 36;

/** The snippet from shortly before its first match, cut between words. */
export function nearMatch(parts: readonly SnippetPart[]): readonly SnippetPart[] {
  const [first, ...rest] = parts;
  if (!first || first.match || first.text.length <= LEAD_CHARACTERS || rest.length === 0) return parts;
  const tail = first.text.slice(-LEAD_CHARACTERS);
  const lead = `…${tail.slice(tail.search(/\s/) + 1)}`;
  return [{ text: lead, match: false }, ...rest];
}

/** The place where a search matched, with the matches marked. */
export function Snippet({ parts }: { readonly parts: readonly SnippetPart[] }) {
  return (
    <bdi>
      {nearMatch(parts).map((part, index) =>
        // Parts have no identity but their place.
        // oxlint-disable-next-line react/no-array-index-key
        part.match ? <mark key={index}>{part.text}</mark> : <span key={index}>{part.text}</span>,
      )}
    </bdi>
  );
}
