/**
 * A part of an export's text, and how many of the things being counted (articles, subscriptions) end with it. Small:
 * whoever writes it lets others work between two. An empty one only says that some time has passed.
 */
export type Piece = { readonly text: string; readonly counts: number };
