/** What `verify` and `import` say of a bundle; scripts depend on the record. */
import type { BundlePreview, Signer } from '../../../shared/bundles.ts';
import { errorToWire, isLarderError } from '../../../shared/errors.ts';
import { counted, formatBytes } from './amounts.ts';
import type { Failure } from './failure.ts';

export type BundleFailure = Failure & {
  /** The entry of the bundle that is to blame; null: no single one. */ readonly item: string | null;
};

/** Bugs go on to the top, where they are reported as such. */
export function bundleFailure(error: unknown): BundleFailure {
  if (!isLarderError(error)) throw error;
  const { code, message, details } = errorToWire(error);
  return { code, message, item: typeof details['item'] === 'string' ? details['item'] : null };
}

type Told = Pick<BundlePreview, 'manifestSha256' | 'signer' | 'articles' | 'pictures' | 'bytes'>;

export function recordOf(file: string, bundle: Told, fresh: number) {
  return {
    file,
    ok: true,
    signedBy: signedBy(bundle.signer),
    trusted: bundle.signer.kind === 'trusted',
    articles: bundle.articles,
    new: fresh,
    objects: bundle.pictures,
    manifest: bundle.manifestSha256,
    error: null,
  };
}

export function noBundle(file: string, error: BundleFailure) {
  return { file, ok: false, signedBy: null, articles: 0, new: 0, objects: 0, error };
}

/** The name its owner gave the key; of an unknown one the key itself; null: not signed, or nothing can be said. */
function signedBy(signer: Signer): string | null {
  if (signer.kind === 'trusted') return signer.name;
  return signer.kind === 'unknown' ? signer.publicKey : null;
}

/** In one sentence, for people. */
export function saidOf({ articles, pictures, bytes, signer }: Told): string {
  const what = `${counted(articles, 'article')}, ${counted(pictures, 'picture')}, ${formatBytes(bytes)}`;
  switch (signer.kind) {
    case 'none':
      return `${what}, not signed`;
    case 'trusted':
      return `${what}, signed by ${signer.name}`;
    case 'unknown':
      return `${what}, signed by an unknown key (${signer.words}): larder keys trust NAME ${signer.publicKey}`;
    case 'unchecked':
      return `${what}, signed with a key that is not here (${signer.keyId})`;
  }
}
