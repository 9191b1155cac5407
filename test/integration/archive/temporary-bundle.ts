import { hash } from 'node:crypto';
import { type Archive, prepareReceived, type ReceivedArticle } from '../../../main/archive/archive.ts';
import type { Sha256 } from '../../../shared/model.ts';
import { START_MS } from './temporary-archive.ts';

export const sha256 = (text: string | Uint8Array): Sha256 => hash('sha256', text) as Sha256;
export const picture = (name: string): Buffer => Buffer.from(`the bytes of ${name}`);
export const INFO = { format: 'png', mediaType: 'image/png', width: 2, height: 1, complete: true } as const;

/** As it comes out of a bundle; its item follows from what it says, as there. */
export function received(fields: Partial<ReceivedArticle> & { readonly text?: string } = {}): ReceivedArticle {
  const { text = 'What the bundle tells at some length. '.repeat(30), ...rest } = fields;
  const article = {
    title: 'A headline that is long enough',
    url: 'https://paper.example/story/1',
    urlCut: false,
    sourceTitle: 'The Paper',
    byline: null,
    language: 'en',
    direction: 'ltr' as const,
    publishedMs: START_MS - 5_000,
    fetchedMs: null,
    complete: true,
    html: `<p>${text}</p>`,
    ...rest,
  };
  return { item: sha256(JSON.stringify(article)), ...article };
}

export type Brought = {
  readonly publicKey?: string | null;
  readonly trusted?: boolean;
  readonly pictures?: readonly Uint8Array[];
};

/** A bundle with these articles, whose name is their hash; begun, and all of it received. @returns its name */
export function receiveAll(archive: Archive, articles: readonly ReceivedArticle[], brought: Brought = {}): string {
  const { publicKey = null, trusted = false, pictures = [] } = brought;
  const manifestSha256 = sha256(`${publicKey} ${articles.map(({ item }) => item).join(' ')}`);
  const stored = archive.beginImport({ manifestSha256, publicKey, trusted });
  const rest = articles.filter(({ item }) => !stored.has(item));
  for (let at = 0; at < rest.length; at += 20)
    archive.receive(manifestSha256, rest.slice(at, at + 20).map(prepareReceived));
  for (const bytes of pictures) archive.receiveImage(manifestSha256, bytes, INFO);
  return manifestSha256;
}

/** The same, finished, with all its words. */
export function importAll(archive: Archive, articles: readonly ReceivedArticle[], brought: Brought = {}) {
  const counts = archive.finishImport(receiveAll(archive, articles, brought));
  while (archive.indexSome());
  return counts;
}
