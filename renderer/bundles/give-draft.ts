import { BUNDLE_FORMATS, EVERYTHING, type BundleFormat, type Lock, type Selection } from '../../shared/bundles.ts';
import type { Input, ListView } from '../../shared/contract.ts';
import type { ArticleId, FeedId } from '../../shared/model.ts';
import { asInput } from '../data/bundles.ts';
import { ANY_SIZE, bytesOf, isUnfinished, type SizeDraft } from './size-draft.ts';

/** What is given away, as far as the place says where one asked for it. */
export type GiveScope =
  | { readonly kind: 'view'; readonly view: Exclude<ListView, { readonly kind: 'saved' }> }
  | { readonly kind: 'search'; readonly query: string }
  /** `title`: of the only one. */
  | { readonly kind: 'articles'; readonly ids: readonly ArticleId[]; readonly title?: string };

/** A folder, or a source, out of all that is stored. */
export type GivePlace =
  { readonly kind: 'folder'; readonly path: readonly string[] } | { readonly kind: 'feed'; readonly feedId: FeedId };

export type LockDraft = {
  readonly lock: Lock['kind'];
  readonly passphrase: string;
  /** The same once more: nobody sees what is typed, and a slip would lock everybody out. */
  readonly again: string;
  readonly recipients: string;
};

export const OPEN: LockDraft = { lock: 'none', passphrase: '', again: '', recipients: '' };

/** A list of sources holds no articles, and is a call of its own. */
export const GIVE_FORMATS = BUNDLE_FORMATS.filter((format) => format !== 'opml');
export type GiveFormat = (typeof GIVE_FORMATS)[number];

export type GiveDraft = LockDraft & {
  /** Everything stored, and not only what the place shows. */
  readonly everything: boolean;
  /** Null: of all sources. */
  readonly of: GivePlace | null;
  readonly tag: string;
  readonly starred: boolean;
  readonly unread: boolean;
  /** Days as a date field has them; both count. */
  readonly since: string;
  readonly until: string;
  readonly label: string;
  readonly format: GiveFormat;
  /** The heading; empty: a plain one that tells nothing. */
  readonly title: string;
  readonly pictures: boolean;
  readonly most: SizeDraft;
  readonly split: SizeDraft;
  readonly signWith: string;
  /** A key to sign with is being made: until it is there, nothing is. */
  readonly making: boolean;
  readonly keyPassphrase: string;
  readonly fetchTimes: boolean;
  readonly queries: boolean;
  readonly have: HaveDraft | null;
  /** The list is being read: until it is there, nobody knows what to leave out. */
  readonly reading: boolean;
};

/** A list of what somebody has: its name as an upload, and what it is called there. */
export type HaveDraft = {
  readonly upload: string;
  readonly name: string;
  /** With a passphrase. One that is locked for this archive opens by itself. */
  readonly locked: boolean;
  readonly passphrase: string;
};

export const FIRST_DRAFT: GiveDraft = {
  ...OPEN,
  everything: false,
  of: null,
  tag: '',
  starred: false,
  unread: false,
  since: '',
  until: '',
  label: '',
  format: 'bundle',
  title: '',
  pictures: true,
  most: ANY_SIZE,
  split: ANY_SIZE,
  signWith: '',
  making: false,
  keyPassphrase: '',
  fetchTimes: false,
  queries: false,
  have: null,
  reading: false,
};

/** Formats that hold pictures. */
export const ILLUSTRATED: ReadonlySet<BundleFormat> = new Set(['bundle', 'epub', 'html', 'markdown']);
/** Formats with a heading. */
export const HEADED: ReadonlySet<BundleFormat> = new Set(['epub', 'html', 'markdown', 'json-feed', 'text']);

type ChosenWhat = Pick<GiveDraft, 'everything' | 'of' | 'tag' | 'starred' | 'unread' | 'since' | 'until' | 'label'>;

/** Whoever picked articles one by one has them all. */
export function isNarrowable(scope: GiveScope, draft: Pick<GiveDraft, 'everything'>): boolean {
  return draft.everything || scope.kind !== 'articles';
}

/** It is of one folder or source already. */
export function isPlaced(scope: GiveScope, draft: Pick<GiveDraft, 'everything'>): boolean {
  if (draft.everything || scope.kind !== 'view') return false;
  return scope.view.kind === 'feed' || scope.view.kind === 'folder';
}

export function selectionOf(scope: GiveScope, draft: ChosenWhat): Selection {
  const place = draft.everything ? EVERYTHING : { ...EVERYTHING, ...ofScope(scope) };
  const notGivenTo = draft.label.trim() === '' ? null : draft.label.trim();
  if (!isNarrowable(scope, draft)) return { ...place, notGivenTo };
  const since = draft.since === '' ? null : startOf(draft.since, 0);
  return {
    ...place,
    ...(draft.of !== null && !isPlaced(scope, draft) && ofPlace(draft.of)),
    tag: draft.tag.trim() === '' ? null : draft.tag.trim(),
    starred: place.starred || draft.starred,
    unread: place.unread || draft.unread,
    sinceMs: since === null ? place.sinceMs : Math.max(since, place.sinceMs ?? since),
    untilMs: draft.until === '' ? place.untilMs : startOf(draft.until, 1),
    notGivenTo,
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
      return {};
  }
}

function ofPlace(place: GivePlace): Partial<Selection> {
  return place.kind === 'feed' ? { feedIds: [place.feedId] } : { folder: place.path };
}

/** The beginning of a day as this device has it, or of one some days after. */
function startOf(day: string, daysLater: number): number {
  const [year = 1970, month = 1, date = 1] = day.split('-').map(Number);
  return new Date(year, month - 1, date + daysLater).getTime();
}

/** @param plainTitle the heading where none was typed: never a name that the owner gave a source or folder */
export function requestOf(scope: GiveScope, draft: GiveDraft, plainTitle: string): Input<'transfers.export'> {
  const isBundle = draft.format === 'bundle';
  const label = draft.label.trim();
  return {
    format: draft.format,
    selection: asInput(selectionOf(scope, draft)),
    title: (draft.title.trim() || plainTitle).slice(0, MAX_TITLE_CHARACTERS),
    pictures: draft.pictures && ILLUSTRATED.has(draft.format),
    maxBytes: bytesOf(draft.most),
    splitBytes: bytesOf(draft.split),
    signWith: isBundle && draft.signWith !== '' ? draft.signWith : null,
    keyPassphrase: isBundle && draft.signWith !== '' && draft.keyPassphrase !== '' ? draft.keyPassphrase : null,
    lock: lockOf(draft),
    telling: { fetchTimes: isBundle && draft.fetchTimes, queries: draft.queries },
    label: label === '' ? null : label,
    have: isBundle ? haveOf(draft) : null,
  };
}

function haveOf({ have }: GiveDraft): Input<'transfers.export'>['have'] {
  return have && { upload: have.upload, passphrase: have.locked ? have.passphrase : null };
}

export function holdsSecrets({ passphrase, again, keyPassphrase, have }: GiveDraft): boolean {
  return passphrase + again + keyPassphrase !== '' || have !== null;
}

/** What was made needs none of them any more; the list is taken away by whoever read it. */
export function withoutSecrets(draft: GiveDraft): GiveDraft {
  return { ...draft, passphrase: '', again: '', keyPassphrase: '', have: null };
}

/** As the contract has it. */
const MAX_TITLE_CHARACTERS = 200;

export function lockOf({ lock, passphrase, recipients }: LockDraft): Input<'transfers.export'>['lock'] {
  if (lock === 'passphrase') return { kind: 'passphrase', passphrase };
  if (lock === 'recipients') return { kind: 'recipients', recipients: linesOf(recipients) };
  return { kind: 'none' };
}

export function linesOf(text: string): string[] {
  return text.split(/\s+/).filter((line) => line !== '');
}

export type LockProblem =
  { readonly kind: 'differs' } | { readonly kind: 'nobody' } | { readonly kind: 'no-recipient'; readonly line: string };

/** Why it cannot be locked like this. */
export function lockProblem({ lock, passphrase, again, recipients }: LockDraft): LockProblem | null {
  if (lock === 'passphrase') return passphrase === again ? null : { kind: 'differs' };
  if (lock === 'none') return null;
  const lines = linesOf(recipients);
  if (lines.length === 0) return { kind: 'nobody' };
  const line = lines.find((each) => !/^age1[a-z0-9]{20,3000}$/.test(each));
  return line === undefined ? null : { kind: 'no-recipient', line };
}

export type GiveProblem = LockProblem | { readonly kind: 'key-unmade' } | { readonly kind: 'no-size' };

/** Why it cannot be made like this. */
export function giveProblem(draft: GiveDraft): GiveProblem | null {
  // It would leave unsigned, though a signature was asked for.
  if (draft.format === 'bundle' && draft.making) return { kind: 'key-unmade' };
  // It would leave larger than was asked for.
  if (isUnfinished(draft.most) || isUnfinished(draft.split)) return { kind: 'no-size' };
  return lockProblem(draft);
}
