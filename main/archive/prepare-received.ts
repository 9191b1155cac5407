import { pack, type Packed } from './body-codec.ts';
import type { PreparedArticle, ReceivedArticle } from './face.ts';
import { countWords, textOfHtml } from './html-text.ts';
import { fingerprintOf, MAX_PICTURES, teaser } from './versions.ts';

/**
 * What it takes to store an article out of a bundle, worked out beforehand, in whatever thread: the one writer then only
 * writes. Bytes are in buffers of their own, to be handed over to another thread.
 */
export function prepareReceived({ html, ...article }: ReceivedArticle): PreparedArticle {
  const text = textOfHtml(html);
  return {
    ...article,
    body: ofItsOwn(pack(html)),
    excerpt: teaser(null, text),
    textLength: text.length,
    words: countWords(text),
    fingerprint: Uint8Array.from(fingerprintOf({ title: article.title, text })),
    pictures: picturesIn(html),
  };
}

function ofItsOwn({ codec, bytes }: Packed): Packed {
  return { codec, bytes: Uint8Array.from(bytes) };
}

/** Each once, in reading order. A text that quotes such an attribute gains nothing by it but a picture nobody sees. */
function picturesIn(html: string): readonly string[] {
  const found = new Set<string>();
  for (const [, sha256 = ''] of html.matchAll(/\sdata-src="sha256:([0-9a-f]{64})"/g)) found.add(sha256);
  return [...found].slice(0, MAX_PICTURES);
}
