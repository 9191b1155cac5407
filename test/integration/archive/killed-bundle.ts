import type { ReceivedArticle } from '../../../main/archive/archive.ts';
import { START_MS } from './temporary-archive.ts';
import { picture, received, sha256 } from './temporary-bundle.ts';

/** What importing-process.ts imports, over and over. */
export const NAME = sha256('the bundle that is killed');
export const PICTURES = Array.from({ length: 30 }, (_, n) => Buffer.concat([picture(`${n}`), Buffer.alloc(20_000, n)]));

export function bundleOf(count: number): ReceivedArticle[] {
  return Array.from({ length: count }, (_, n) => {
    const image = `<img data-src="sha256:${sha256(PICTURES[n % PICTURES.length] ?? '')}">`;
    const html = `<p>Story number ${n} of a bundle. ${'Words to be found. '.repeat(40)}</p>${image}`;
    const url = `https://paper.example/story/${n}`;
    return received({ title: `The story number ${n}`, url, publishedMs: START_MS + n, html });
  });
}
