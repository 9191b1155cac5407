import { EVERYTHING, type BundleFormat, type Selection } from '../../shared/bundles.ts';
import type { Input, ListView } from '../../shared/contract.ts';
import type { ArticleId } from '../../shared/model.ts';
import { asInput } from '../data/bundles.ts';

/** What is given away, as far as the place says where one asked for it. */
export type GiveScope =
  | { readonly kind: 'view'; readonly view: ListView }
  | { readonly kind: 'search'; readonly query: string }
  | { readonly kind: 'articles'; readonly ids: readonly ArticleId[] };

export const SIZES = { none: null, mail: 10_000_000, messenger: 50_000_000, fat: 2_000_000_000 } as const;
export type SizeName = keyof typeof SIZES;

export type GiveDraft = {
  readonly since: string;
  readonly until: string;
  readonly label: string;
  readonly format: BundleFormat;
  readonly pictures: boolean;
  readonly most: SizeName;
  readonly split: SizeName;
  readonly signWith: string;
  readonly keyPassphrase: string;
  readonly lock: 'none' | 'passphrase' | 'recipients';
  readonly passphrase: string;
  readonly recipients: string;
  readonly fetchTimes: boolean;
  readonly queries: boolean;
  /** Name of the uploaded list, and what it is called there. */
  readonly have: { readonly upload: string; readonly name: string } | null;
};

export const FIRST_DRAFT: GiveDraft = {
  since: '',
  until: '',
  label: '',
  format: 'bundle',
  pictures: true,
  most: 'none',
  split: 'none',
  signWith: '',
  keyPassphrase: '',
  lock: 'none',
  passphrase: '',
  recipients: '',
  fetchTimes: false,
  queries: false,
  have: null,
};

/** Formats that hold pictures. */
export const ILLUSTRATED: ReadonlySet<BundleFormat> = new Set(['bundle', 'epub', 'html', 'markdown']);

export function selectionOf(scope: GiveScope, draft: Pick<GiveDraft, 'since' | 'until' | 'label'>): Selection {
  return {
    ...EVERYTHING,
    ...ofScope(scope),
    ...(draft.since !== '' && { sinceMs: dayMs(draft.since) }),
    ...(draft.until !== '' && { untilMs: dayMs(draft.until) }),
    notGivenTo: draft.label.trim() === '' ? null : draft.label.trim(),
  };
}

function ofScope(scope: GiveScope): Partial<Selection> {
  if (scope.kind === 'search') return { query: scope.query };
  if (scope.kind === 'articles') return { ids: scope.ids };
  const { view } = scope;
  switch (view.kind) {
    case 'unread':
      return { unread: true };
    case 'starred':
      return { starred: true };
    case 'today':
      return { sinceMs: view.sinceMs };
    case 'feed':
      return { feedIds: [view.feedId], unread: view.unreadOnly };
    case 'folder':
      return { folder: view.path, unread: view.unreadOnly };
    case 'all':
    case 'saved':
      return {};
  }
}

/** The beginning of a day as this device has it. */
function dayMs(day: string): number {
  const [year = 1970, month = 1, date = 1] = day.split('-').map(Number);
  return new Date(year, month - 1, date).getTime();
}

export function requestOf(scope: GiveScope, draft: GiveDraft, title: string): Input<'transfers.export'> {
  const isBundle = draft.format === 'bundle';
  const label = draft.label.trim();
  return {
    format: draft.format,
    selection: asInput(selectionOf(scope, draft)),
    title,
    pictures: draft.pictures && ILLUSTRATED.has(draft.format),
    maxBytes: SIZES[draft.most],
    splitBytes: SIZES[draft.split],
    signWith: isBundle && draft.signWith !== '' ? draft.signWith : null,
    keyPassphrase: isBundle && draft.keyPassphrase !== '' ? draft.keyPassphrase : null,
    lock: lockOf(draft),
    telling: { fetchTimes: isBundle && draft.fetchTimes, queries: isBundle && draft.queries },
    label: label === '' ? null : label,
    have: isBundle ? (draft.have?.upload ?? null) : null,
  };
}

function lockOf({ lock, passphrase, recipients }: GiveDraft): Input<'transfers.export'>['lock'] {
  if (lock === 'passphrase') return { kind: 'passphrase', passphrase };
  if (lock === 'recipients') return { kind: 'recipients', recipients: linesOf(recipients) };
  return { kind: 'none' };
}

export function linesOf(text: string): string[] {
  return text
    .split(/\s+/)
    .map((line) => line.trim())
    .filter((line) => line !== '');
}
