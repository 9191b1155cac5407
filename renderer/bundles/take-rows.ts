import type { BundlePreview, ImportReport, Sender, Signer } from '../../shared/bundles.ts';
import { isLarderError } from '../../shared/errors.ts';
import type { BundleFiles } from './group-files.ts';
import type { Step } from './look-and-take.ts';

/** What is known of a bundle by now. */
export type Finding =
  | { readonly kind: 'unknown' }
  | { readonly kind: 'good'; readonly preview: BundlePreview }
  | { readonly kind: 'bad'; readonly error: unknown }
  | { readonly kind: 'taken'; readonly report: ImportReport };

/** One of several bundles. */
export type TakeRow = {
  readonly bundle: BundleFiles;
  readonly finding: Finding;
  /** To be taken in with the others. */
  readonly wanted: boolean;
  /** What is done with it now; null: nothing. */
  readonly step: Step | null;
};

export function firstRows(bundles: readonly BundleFiles[]): readonly TakeRow[] {
  return bundles.map((bundle) => ({ bundle, finding: { kind: 'unknown' }, wanted: false, step: null }));
}

/** What brings nothing new is left out, until somebody says otherwise. */
export function looked(row: TakeRow, preview: BundlePreview): TakeRow {
  return { ...row, finding: { kind: 'good', preview }, wanted: preview.fresh + preview.fuller > 0, step: null };
}

export function taken(row: TakeRow, report: ImportReport): TakeRow {
  return { ...row, finding: { kind: 'taken', report }, wanted: false, step: null };
}

/** What was only stopped is as it was. */
export function failed(row: TakeRow, error: unknown): TakeRow {
  if (isLarderError(error) && error.code === 'CLOSED') return { ...row, step: null };
  return { ...row, finding: { kind: 'bad', error }, wanted: false, step: null };
}

/** What the button takes in. */
export function isChosen({ finding, wanted }: TakeRow): boolean {
  return finding.kind === 'good' && wanted;
}

/** All that came of those that were taken in. */
export function sumOf(rows: readonly TakeRow[]): {
  readonly bundles: number;
  readonly added: number;
  improved: number;
} {
  const reports = rows.flatMap(({ finding }) => (finding.kind === 'taken' ? [finding.report] : []));
  return {
    bundles: reports.length,
    added: reports.reduce((sum, { added }) => sum + added, 0),
    improved: reports.reduce((sum, { improved }) => sum + improved, 0),
  };
}

/** Whoever got a name since then is called by it. */
export function signerNow(signer: Signer, senders: readonly Sender[]): Signer {
  if (signer.kind !== 'unknown') return signer;
  const { publicKey } = signer;
  const sender = senders.find((each) => each.publicKey === publicKey);
  return sender ? { kind: 'trusted', publicKey, name: sender.name, own: false } : signer;
}
