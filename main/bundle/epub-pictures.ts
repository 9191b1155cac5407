/** The pictures of an EPUB, each once, small enough for the page of an e-reader. */
import { isLarderError } from '../../shared/errors.ts';
import type { Sha256 } from '../../shared/model.ts';
import type { ArchiveReader, ExportedArticle, StoredImage } from '../archive/archive.ts';
import type { PackedPicture } from './epub-package.ts';
import type { EpubPicture } from './epub-xhtml.ts';
import type { Pictures } from './pictures.ts';
import { entryOverhead, type ZipWriter } from './zip-writer.ts';

export type EpubPictures = {
  /** Those of an article that came into the book, by address. */
  add(addresses: readonly string[], images: ExportedArticle['images']): Promise<ReadonlyMap<string, EpubPicture>>;
  files(): readonly (PackedPicture & { readonly sha256: string })[];
  /** There was no room for so many. */
  missed(): number;
};

/** The screen of a six-inch e-reader of 300 dpi; larger ones scale it well enough. */
const SCREEN = { maxWidth: 1072, maxHeight: 1448 };
/** Decoded while others are written; as many are in memory as they were stored. */
const AT_ONCE = 4;
/** A picture's line in the package, and its element in a chapter. */
const LISTED_BYTES = 260;
/** What every e-reader shows as it is (EPUB 3.3, "core media types", less those that came with 3.3). */
const SHOWN_AS_THEY_ARE: Readonly<Record<string, string>> = {
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/gif': 'gif',
};

type Small = Pick<EpubPicture, 'size'> & { readonly bytes: Uint8Array; readonly mediaType: string };

/** @param from null: none come along */
export function createEpubPictures(
  zip: ZipWriter,
  from: { readonly pictures: Pictures; readonly image: ArchiveReader['image'] } | null,
  roomBytes: number,
): EpubPictures {
  const packed = new Map<string, EpubPicture | null>();
  const files: (PackedPicture & { sha256: string })[] = [];
  let left = roomBytes;
  let missed = 0;

  async function shrink(sha256: string): Promise<Small | null> {
    const stored = from?.image(sha256 as Sha256) ?? null;
    if (stored === null || from === null) return null;
    try {
      const small = await from.pictures.forInk(stored.bytes, SCREEN);
      return small === null ? asItIs(stored) : { ...small, size: { width: small.width, height: small.height } };
    } catch (error) {
      // Its description stands in its place.
      if (isLarderError(error) && error.code === 'IMAGE_INVALID') return null;
      throw error;
    }
  }

  async function pack(sha256: string, small: Small | null): Promise<EpubPicture | null> {
    const extension = small === null ? undefined : SHOWN_AS_THEY_ARE[small.mediaType];
    if (small === null || extension === undefined) return null;
    const href = `i/${sha256.slice(0, 32)}.${extension}`;
    const bytes = small.bytes.byteLength + entryOverhead(`EPUB/${href}`) + LISTED_BYTES;
    if (bytes > left) {
      missed += 1;
      return null;
    }
    left -= bytes;
    await zip.add(`EPUB/${href}`, small.bytes, { store: true });
    files.push({ href, mediaType: small.mediaType, sha256 });
    return { href: `../${href}`, size: small.size };
  }

  return {
    async add(addresses, images) {
      const wanted = new Map<string, string>();
      for (const address of addresses) {
        const sha256 = images.get(address)?.sha256 ?? null;
        if (from !== null && sha256 !== null) wanted.set(address, sha256);
      }
      const fresh = [...new Set(wanted.values())].filter((sha256) => !packed.has(sha256));
      for (let start = 0; start < fresh.length; start += AT_ONCE) {
        const some = fresh.slice(start, start + AT_ONCE);
        const small = await Promise.all(some.map((sha256) => shrink(sha256)));
        for (const [place, sha256] of some.entries()) packed.set(sha256, await pack(sha256, small[place] ?? null));
      }
      const shown = new Map<string, EpubPicture>();
      for (const [address, sha256] of wanted) {
        const picture = packed.get(sha256);
        // Shown once more it is one more element.
        if (!picture || (!fresh.includes(sha256) && left < LISTED_BYTES)) continue;
        if (!fresh.includes(sha256)) left -= LISTED_BYTES;
        shown.set(address, picture);
      }
      return shown;
    },
    files: () => files,
    missed: () => missed,
  };
}

/** Where nothing can make it small. */
function asItIs({ bytes, mediaType }: StoredImage): Small {
  return { bytes, mediaType, size: null };
}
