import { pluralizer } from './plural.ts';

const count = pluralizer('en');

/** When Larder may fetch, why it does or does not just now, and what is decided about that. */
export const enSchedule = {
  title: 'Schedule',
  open: 'Schedule…',
  hint: 'Nothing here needs to be set. Without it each source is asked as often as it posts, while the line is open.',

  /** A few words on what is in the way, for the foot of the window and for a source's row. */
  hold: {
    paused: 'Paused: nothing is fetched.',
    stopped: (until: string) => `Stopped by you ${until}.`,
    onlyWhenAsked: 'Fetches only when you ask.',
    quietHours: (until: string) => `Quiet hours ${until}.`,
    outsideHours: (until: string) => `Outside the allowed hours ${until}.`,
    neverAllowed: 'No hour is allowed.',
    dayBudget: (until: string) => `Today’s bytes are used up ${until}.`,
    monthBudget: (until: string) => `This month’s bytes are used up ${until}.`,
    metered: 'This link costs: nothing is fetched by itself.',
    battery: 'On battery: nothing is fetched by itself.',
    noLine: 'Waits for the line.',
  },
  /** What can be done about it. */
  holdHelp: {
    paused: 'Not even when you ask. Reading and searching go on as always.',
    byItself: 'When you ask, it fetches all the same.',
    neverAllowed: 'As the schedule stands, nothing will ever start by itself.',
    budget: 'A larger limit lets it go on at once.',
    noLine: 'Nothing needs to be done: fetching begins by itself as soon as something answers.',
  },
  pause: 'Pause everything',
  resume: 'Resume',
  pauseHint: 'Nothing at all is fetched until you resume, not even when you ask.',

  /** Why a source is, or is not, asked now. */
  due: {
    new: 'Now: it is new and was not asked yet.',
    asked: 'Now: you asked for it.',
    due: (posts: string, every: string) => `Due: it ${posts} and is asked ${every}.`,
    rests: (until: string, posts: string, every: string) => `Rests ${until}: it ${posts} and is asked ${every}.`,
    rule: (every: string, at: string) => `Asked ${every}, as you said; next ${at}.`,
    ruleDue: (every: string) => `Due: asked ${every}, as you said.`,
    overflow: (at: string) => `Its list may have overflowed: some headlines may be missing. Asked sooner, ${at}.`,
    fresh: (at: string) => `It says itself that nothing is new; asked again ${at}.`,
    retryAfter: (until: string) => `Its server said to wait ${until}.`,
    breaker: (n: number, at: string) =>
      count(n, {
        one: `It did not answer; tried again ${at}.`,
        other: `It did not answer # times; tried again ${at}.`,
      }),
    dark: 'Not among those that answer today; one of these is tried now and then.',
    lineBack: 'Now: the line is back.',
    lastCall: 'Now: the line is expected to go soon.',
    held: (why: string) => `Waits. ${why}`,
    gap: 'Its last answer may have skipped some headlines.',
  },
  next: 'Next',

  when: 'When it may fetch',
  onlyWhenAsked: 'Only when I ask',
  onlyWhenAskedHint: 'Nothing starts by itself; “Fetch now” fetches.',
  quiet: 'Quiet hours',
  quietHint: 'Nothing starts by itself within these.',
  allowed: 'Allowed hours',
  allowedHint: 'With some, nothing starts by itself outside of them. With none, any hour is allowed.',
  rule: {
    quiet: (n: number) => `Quiet hours ${n}`,
    allowed: (n: number) => `Allowed hours ${n}`,
    add: { quiet: 'Add quiet hours', allowed: 'Add allowed hours' },
    remove: { quiet: (n: number) => `Remove quiet hours ${n}`, allowed: (n: number) => `Remove allowed hours ${n}` },
    days: 'On',
    from: 'From',
    to: 'To',
    overMidnight: 'Until the next morning: the days are those on which it begins.',
    wholeDay: 'The whole day.',
  },

  budgets: 'Bytes',
  dayBudget: 'A day',
  monthBudget: 'A month',
  budgetHint: 'Nothing more is fetched by itself once so much has come. Empty: no limit.',
  unit: 'Unit',
  units: { MB: 'MB', GB: 'GB' },
  noLimit: 'no limit',
  spentToday: (bytes: string) => `Today so far: ${bytes}.`,
  spentMonth: (bytes: string) => `This month so far: ${bytes}.`,

  links: 'Costly links and battery',
  metered: 'Does this link cost by the byte?',
  meteredChoices: { system: 'Ask the system', yes: 'Yes', no: 'No' },
  systemSays: {
    yes: 'The system says that it does.',
    no: 'The system says that it does not.',
    unknown: 'The system does not say; it is taken for one that does not.',
  },
  battery: {
    yes: 'This device runs on battery now.',
    no: 'This device is plugged in now.',
    unknown: 'The system does not say whether it runs on battery.',
  },
  onMetered: 'On a link that costs',
  onBattery: 'On battery',
  reaches: {
    all: 'Everything',
    texts: 'Headlines and texts, no pictures',
    headlines: 'Headlines only',
    nothing: 'Nothing by itself',
  },

  problems: {
    neverAllowed: 'This schedule never allows anything: no hour of the week is left.',
    hoursOverlap: (span: string) => `Quiet hours take away ${span} a week of the allowed ones.`,
    budgetZero: 'A limit of 0 means that nothing is fetched by itself.',
    dayOverMonth: 'The limit of a day is larger than that of the month, so it is never reached.',
    emptyRule: 'One of these has no day or no length, and does nothing.',
    badCron: 'This pattern is not one of five fields that can be read.',
    neverRuns: 'This pattern never comes true.',
  },
  dirty: 'Not saved yet.',
  saved: 'Saved.',
  savedWithProblems: 'Saved. Something in it does not fit together; see above.',
  save: 'Save the schedule',

  /** For one source or one folder. */
  own: {
    title: 'How often, and how urgent',
    folderHint: 'Holds for what lies in it, unless a source or a folder inside has its own.',
    priority: 'Priority',
    priorities: { high: 'High', normal: 'Normal', low: 'Low' },
    asAround: (value: string) => `As around it: ${value}`,
    priorityHint: 'When the line is short, what is high goes first.',
    interval: 'Asked',
    asPosts: 'as often as it posts',
    everyOwn: 'every…',
    number: 'How many',
    units: { minutes: 'minutes', hours: 'hours', days: 'days' },
  },
};
