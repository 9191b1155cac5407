import type { SnippetPart } from '../../shared/model.ts';

/** A row has room for two lines; more than this before the first match could push it out of sight. */
const LEAD_CHARACTERS = 36;

/** The snippet from shortly before its first match, cut between words. */
export function nearMatch(parts: readonly SnippetPart[]): readonly SnippetPart[] {
  const firstMatch = parts.findIndex((part) => part.match);
  const before = parts
    .slice(0, Math.max(0, firstMatch))
    .map((part) => part.text)
    .join('');
  if (before.length <= LEAD_CHARACTERS) return parts;
  const tail = before.slice(-LEAD_CHARACTERS);
  return [{ text: `…${tail.slice(tail.search(/\s/) + 1)}`, match: false }, ...parts.slice(firstMatch)];
}

/** The place where a search matched, with the matches marked. */
export function Snippet({ parts }: { readonly parts: readonly SnippetPart[] }) {
  return (
    <bdi>
      <Marked parts={nearMatch(parts)} />
    </bdi>
  );
}

export function Marked({ parts }: { readonly parts: readonly SnippetPart[] }) {
  return parts.map((part, index) =>
    // Parts have no identity but their place.
    // oxlint-disable-next-line react/no-array-index-key
    part.match ? <mark key={index}>{part.text}</mark> : <span key={index}>{part.text}</span>,
  );
}
