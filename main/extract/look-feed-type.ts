/** Types by which a page announces a feed of its own. */
export function isFeedType(type: string | undefined): boolean {
  return /^\s*(?:application|text)\/(?:rss|atom|rdf|feed)\b|^\s*application\/(?:feed\+json|x\.atom|x-rss)/i.test(
    type ?? '',
  );
}
