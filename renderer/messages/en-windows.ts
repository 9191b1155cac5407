import { pluralizer } from './plural.ts';

const count = pluralizer('en');

/** When the line was open, how long it will be, and what came through. */
export const enWindows = {
  title: 'When the line was open',
  now: {
    open: (span: string, came: string) => `This window has lasted ${span} and brought ${came}.`,
    openEmpty: (span: string) => `This window has lasted ${span} and brought nothing new yet.`,
    forecast: (likely: string, surely: string) =>
      `It will probably last about ${likely} more, most likely at least ${surely}.`,
    ending: 'Windows like this one have ended by now: it may go at any moment.',
    seen: (n: number) =>
      count(n, { one: 'Going by # window seen in this network.', other: 'Going by # windows seen in this network.' }),
    firstHere: 'It is the first window seen in this network, so how long it will last is not known.',
    curfew: (time: string) => `The line usually goes at about ${time}.`,
    next: (about: string) => `The line is most likely open again ${about}.`,
    nextUnknown: 'When it will be open again is not known: too few windows were seen in this network.',
  },
  /** What came in some time. */
  headlines: (n: number) => count(n, { one: '# headline', other: '# headlines' }),
  texts: (n: number) => count(n, { one: '# text', other: '# texts' }),
  images: (n: number) => count(n, { one: '# picture', other: '# pictures' }),
  states: {
    open: 'open',
    degraded: 'slow or cut',
    allowlist: 'approved sites only',
    captive: 'sign-in page',
    offline: 'nothing',
    away: 'Larder not running',
  },
  ahead: 'still to come',
  hour: (day: string, from: string, to: string) => `${day}, ${from} to ${to}`,
  lasted: (state: string, span: string) => `${state} ${span}`,
  grid: 'Hours of the last days, and how the line was in each. Arrow keys move.',
  day: 'Day',
  pick: 'Point at an hour to see what came in it; arrow keys move from hour to hour.',
  range: 'How far back',
  ranges: { week: 'Last 7 days', fourWeeks: 'Last 4 weeks', eightWeeks: 'Last 8 weeks' },
  asTable: 'Show as a table',
  asMap: 'Show as a map',
  tableCaption: 'How the line was, newest first',
  from: 'From',
  until: 'Until',
  state: 'Line',
  came: {
    headlines: 'Headlines',
    texts: 'Texts',
    images: 'Pictures',
    bytes: 'Bytes',
    speed: 'Speed',
  },
  none: 'Nothing is noted of this network yet. From now on Larder notes in which hours the line carries something.',
  newest: (n: number) => count(n, { one: 'The newest window', other: 'The newest # windows' }),
  newestCaption: 'Windows, newest first',
  start: 'Start',
  length: 'Length',
  lasts: 'still open',
  perSecond: (bytes: string) => `${bytes} a second`,
  forget: 'Forget what was noted of windows…',
  forgetTitle: 'Forget all windows?',
  forgetBody: (n: number) =>
    count(n, {
      one: 'The notes of # network are deleted: hours, lengths and amounts. No article is lost.',
      other: 'The notes of # networks are deleted: hours, lengths and amounts. No article is lost.',
    }),
  forgetCost: 'Larder then learns anew when the line is usually open, and plans worse until it has.',
  forgetConfirm: 'Forget them',
  privacy: 'Only hours and amounts are noted, no sites. Which network it was cannot be read from the notes.',
};
