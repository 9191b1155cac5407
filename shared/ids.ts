/** Names of things that must not be taken for one another. */

declare const brand: unique symbol;
type Branded<Name extends string> = string & { readonly [brand]: Name };
/** Local and random; never leaves this machine in an export. */
export type FeedId = Branded<'FeedId'>;
/** Local and random; never leaves this machine in an export. */
export type ArticleId = Branded<'ArticleId'>;
/** Lower-case hex SHA-256 of the stored bytes. */
export type Sha256 = Branded<'Sha256'>;
