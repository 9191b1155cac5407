import type { ListView } from '../../shared/contract.ts';
import type { ArticleId, FeedId } from '../../shared/model.ts';
import type { FoundFile } from '../bundles/found-files.ts';
import type { GiveScope } from '../bundles/give-draft.ts';

/** What is open over the window; one at a time. */
export type Dialog =
  | { readonly kind: 'add' | 'save-page' | 'new-folder' | 'preferences' | 'help' | 'mark-all' }
  | { readonly kind: 'schedule' | 'exports' | 'prepare' | 'forget-windows' | 'bundles' }
  | { readonly kind: 'give'; readonly scope: GiveScope }
  | { readonly kind: 'import'; readonly dropped?: Dropped }
  /** An export or import that went on, or ended, while its dialog was closed. */
  | { readonly kind: 'transfer'; readonly id: string }
  | { readonly kind: 'source'; readonly feedId: FeedId; readonly part?: 'remove' }
  | { readonly kind: 'folder'; readonly path: readonly string[] }
  | { readonly kind: 'link'; readonly address: string };

/** Files that were dropped on the window. */
export type Dropped = {
  readonly files: readonly FoundFile[];
  /** Counts: the same file may be dropped again. */
  readonly number: number;
};

/** Where in the activity page one arrives: its head, the sources in trouble, or what was kept out. */
export type ActivityPart = 'top' | 'trouble' | 'quarantine';

/** On narrow windows one pane shows at a time. */
export type Pane = 'sources' | 'list' | 'article';

/**
 * All that the interface itself remembers. It lives in memory only: the address bar, history and storage of a browser
 * are read by others.
 */
export type UiState = {
  readonly view: ListView;
  /** The list stands still since then, so that rows do not move under the reader's hand. */
  readonly asOfMs: number;
  readonly query: string;
  /** Row under the cursor; -1: none. */
  readonly cursor: number;
  readonly openId: ArticleId | null;
  /** Articles picked out of any lists, in that order, to be given away together. */
  readonly chosen: readonly ArticleId[];
  /** Transfers whose end was seen: nobody needs to be told of them again. */
  readonly seen: readonly string[];
  /** The keyboard goes into the text as soon as that is there. */
  readonly focusText: boolean;
  readonly pane: Pane;
  /** The activity page stands in place of list and article; null: one reads. */
  readonly activity: ActivityPart | null;
  readonly dialog: Dialog | null;
  /** A failure to tell about, until it is dismissed. */
  readonly failure: unknown;
};

export type UiAction =
  | { readonly type: 'view'; readonly view: ListView; readonly nowMs: number }
  | { readonly type: 'renew'; readonly nowMs: number }
  | { readonly type: 'search'; readonly query: string }
  | { readonly type: 'cursor'; readonly index: number }
  | {
      readonly type: 'open';
      readonly id: ArticleId;
      readonly index: number;
      readonly show: boolean;
      readonly focus: boolean;
    }
  /** Picks an article, or lets it go where it was picked; null lets all go. */
  | { readonly type: 'choose'; readonly id: ArticleId | null }
  /** Picks the articles between as well; going back over them lets them go. */
  | { readonly type: 'stretch'; readonly from: ArticleId; readonly to: ArticleId }
  | { readonly type: 'choose-more'; readonly ids: readonly ArticleId[] }
  | { readonly type: 'seen'; readonly id: string }
  | { readonly type: 'pane'; readonly pane: Pane }
  | { readonly type: 'activity'; readonly part: ActivityPart | null }
  | { readonly type: 'dialog'; readonly dialog: Dialog | null }
  | { readonly type: 'failure'; readonly error: unknown };

export function initialState(nowMs: number): UiState {
  return {
    view: { kind: 'unread' },
    asOfMs: nowMs,
    query: '',
    cursor: -1,
    openId: null,
    chosen: [],
    seen: [],
    focusText: false,
    pane: 'list',
    activity: null,
    dialog: null,
    failure: null,
  };
}

export function reduce(state: UiState, action: UiAction): UiState {
  switch (action.type) {
    case 'view':
      return { ...state, view: action.view, asOfMs: action.nowMs, query: '', cursor: -1, pane: 'list', activity: null };
    case 'renew':
      return { ...state, asOfMs: action.nowMs, cursor: -1 };
    case 'search':
      return action.query === state.query ? state : { ...state, query: action.query, cursor: -1 };
    case 'cursor':
      return { ...state, cursor: action.index };
    case 'open':
      return {
        ...state,
        openId: action.id,
        cursor: action.index,
        focusText: action.focus,
        pane: action.show ? 'article' : state.pane,
        activity: null,
      };
    case 'choose':
      return { ...state, chosen: chosenAfter(state.chosen, action.id) };
    case 'stretch':
      return { ...state, chosen: stretched(state.chosen, action.from, action.to) };
    case 'choose-more':
      return { ...state, chosen: [...new Set([...state.chosen, ...action.ids])] };
    case 'seen':
      return state.seen.includes(action.id) ? state : { ...state, seen: [...state.seen, action.id] };
    case 'pane':
      return { ...state, pane: action.pane, activity: null };
    case 'activity':
      return { ...state, activity: action.part };
    case 'dialog':
      return { ...state, dialog: action.dialog };
    case 'failure':
      return { ...state, failure: action.error };
  }
}

function chosenAfter(chosen: readonly ArticleId[], id: ArticleId | null): readonly ArticleId[] {
  if (id === null) return [];
  return chosen.includes(id) ? chosen.filter((each) => each !== id) : [...chosen, id];
}

/** One step of Shift with an arrow: onto what is chosen already is a step back, and lets go of what one came from. */
function stretched(chosen: readonly ArticleId[], from: ArticleId, to: ArticleId): readonly ArticleId[] {
  if (from !== to && chosen.includes(from) && chosen.includes(to)) return chosen.filter((each) => each !== from);
  return [...new Set([...chosen, from, to])];
}
