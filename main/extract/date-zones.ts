/**
 * Zone abbreviations in minutes east of Greenwich, as feeds use them. Where one is ambiguous the reading of most feeds is
 * taken (IST: India, CST: North America, BST: Britain).
 */
const ZONES: Readonly<Record<string, number>> = {
  Z: 0,
  UT: 0,
  UTC: 0,
  GMT: 0,
  WET: 0,
  WEST: 60,
  BST: 60,
  IST: 330,
  CET: 60,
  CEST: 120,
  MET: 60,
  MEST: 120,
  MEZ: 60,
  MESZ: 120,
  EET: 120,
  EEST: 180,
  SAST: 120,
  CAT: 120,
  WAT: 60,
  EAT: 180,
  MSK: 180,
  MSD: 240,
  TRT: 180,
  IRST: 210,
  IRDT: 270,
  GST: 240,
  AZT: 240,
  GET: 240,
  AMT: 240,
  SAMT: 240,
  AFT: 270,
  PKT: 300,
  UZT: 300,
  TMT: 300,
  YEKT: 300,
  ALMT: 300,
  OMST: 360,
  KRAT: 420,
  NOVT: 420,
  WIB: 420,
  ICT: 420,
  IRKT: 480,
  HKT: 480,
  SGT: 480,
  MYT: 480,
  PHT: 480,
  AWST: 480,
  JST: 540,
  KST: 540,
  YAKT: 540,
  ACST: 570,
  ACDT: 630,
  AEST: 600,
  AEDT: 660,
  VLAT: 600,
  NZST: 720,
  NZDT: 780,
  NST: -210,
  NDT: -150,
  AT: -240,
  AST: -240,
  ADT: -180,
  ET: -300,
  EST: -300,
  EDT: -240,
  CT: -360,
  CST: -360,
  CDT: -300,
  MT: -420,
  MST: -420,
  MDT: -360,
  PT: -480,
  PST: -480,
  PDT: -420,
  AKST: -540,
  AKDT: -480,
  HST: -600,
  BRT: -180,
  ART: -180,
  UYT: -180,
};

/** The widest offset in use is +14:00; -12:00 and a little beyond occur in feeds. */
const MAX_OFFSET_MINUTES = 15 * 60;

/**
 * What stands after the time of day, as a function from local milliseconds to UTC's, or null when it is no zone. Nothing
 * there is UTC. An unknown abbreviation is UTC too, as RFC 2822 section 4.3 asks.
 */
export function readZone(text: string): ((localMs: number) => number) | null {
  const zone = text.trim().replace(/^[,;]+\s*/, '');
  if (zone === '') return (localMs) => localMs;
  const offset =
    /^(?:GMT|UTC|UT|Z)?\s*([+\-\u2212])\s?(\d{1,2})(?::?(\d{2}))?(?:\s*\(?(?:Z|GMT|UTC|[A-Z]{2,5})\)?)?$/i.exec(zone);
  if (offset) {
    const minutes = Number(offset[2]) * 60 + Number(offset[3] ?? 0);
    if (Number(offset[3] ?? 0) > 59 || minutes > MAX_OFFSET_MINUTES) return null;
    return shift(offset[1] === '+' ? minutes : -minutes);
  }
  const abbreviation = /^\(?([A-Za-z]{1,5})\)?\.?$/.exec(zone)?.[1];
  if (abbreviation) {
    const known = ZONES[abbreviation.toUpperCase()];
    if (known !== undefined) return shift(known);
    return abbreviation === abbreviation.toUpperCase() && abbreviation.length > 1 ? shift(0) : null;
  }
  return /^[A-Za-z]+(?:\/[A-Za-z_+\-0-9]+){1,2}$/.test(zone) ? namedZone(zone) : null;
}

function shift(minutes: number): (localMs: number) => number {
  return (localMs) => localMs - minutes * 60_000;
}

/** `Europe/Moscow` and the like, from ICU's own tables. */
function namedZone(name: string): ((localMs: number) => number) | null {
  let format: Intl.DateTimeFormat;
  try {
    format = new Intl.DateTimeFormat('en-US', { timeZone: name, timeZoneName: 'longOffset' });
  } catch {
    return null; // RangeError: no such place
  }
  const offsetMinutes = (utcMs: number): number => {
    const shown = format.formatToParts(utcMs).find((part) => part.type === 'timeZoneName')?.value ?? '';
    const parts = /([+\-\u2212])(\d{2}):(\d{2})/.exec(shown);
    return parts ? (parts[1] === '+' ? 1 : -1) * (Number(parts[2]) * 60 + Number(parts[3])) : 0;
  };
  return (localMs) => {
    // The offset belongs to the instant, which is what is being sought: twice is enough around a clock change.
    const guess = localMs - offsetMinutes(localMs) * 60_000;
    return localMs - offsetMinutes(guess) * 60_000;
  };
}
