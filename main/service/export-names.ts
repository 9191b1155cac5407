/** What the files of a scheduled export are called, and which files in a folder are its own. */
import { cutToBytes } from '../bundle/cut-text.ts';

/**
 * In bytes of UTF-8. With day, number and ending the name stays below 143 bytes, which is all that some encrypted home
 * folders (eCryptfs) leave of the usual 255.
 */
const MAX_NAME_BYTES = 100;

/** FAT and Windows take none of these. Marks that turn text around would show a name that is not the file's. */
const NOT_IN_NAMES = /[<>:"/\\|?*\p{Cc}\p{Zl}\p{Zp}\u200e\u200f\u202a-\u202e\u2066-\u2069\ufffd]+/gu;

/**
 * The name a person gave, as every file system takes it. Never one that ends in a number in brackets: those are ours.
 * Names that Windows keeps for devices (`CON`) need no care, for a day always stands before them.
 */
export function nameForFile(name: string): string {
  const plain = name.toWellFormed().normalize('NFC').replace(NOT_IN_NAMES, ' ').replace(/\s+/g, ' ').trim();
  const cut = cutToBytes(plain, MAX_NAME_BYTES)
    .replace(/[\s.]+$/, '')
    .replace(/ \((\d+)\)$/, ' $1');
  return cut === '' ? 'Larder' : cut;
}

/** The day is that of this device, as in the person's own calendar. */
export function dayForFile(ms: number): string {
  const date = new Date(ms);
  const two = (number: number): string => String(number).padStart(2, '0');
  return `${String(date.getFullYear()).padStart(4, '0')}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** `2026-11-28 News.html`, then `2026-11-28 News (2).html` ... */
export function fileName(day: string, name: string, ending: string, number: number): string {
  return `${day} ${name}${number === 1 ? '' : ` (${number})`}.${ending}`;
}

/**
 * Of the names in a folder those that `fileName` gives for this name and ending, newest first: what a rotation may
 * delete. Anything else there is somebody else's.
 */
export function ownFiles(names: readonly string[], name: string, ending: string): string[] {
  const own: { file: string; day: string; number: number }[] = [];
  for (const file of names) {
    // Some file systems hand names back in another form than they were given.
    const [, day, given, number = '1'] = OWN_NAME.exec(file.normalize('NFC').slice(0, -ending.length)) ?? [];
    if (day === undefined || given !== name || !file.endsWith(`.${ending}`)) continue;
    if (file.normalize('NFC') === fileName(day, name, ending, Number(number)))
      own.push({ file, day, number: Number(number) });
  }
  own.sort((a, b) => (a.day === b.day ? b.number - a.number : a.day < b.day ? 1 : -1));
  return own.map(({ file }) => file);
}

/** Less its ending. */
const OWN_NAME = /^(\d{4,6}-\d{2}-\d{2}) (.+?)(?: \(([1-9]\d{0,3})\))?\.$/;

/** A file on its way. Hidden, and named for its export, so that only the archive it belongs to clears it away. */
export function halfName(exportId: string, random: string): string {
  return `.larder-${exportId}-${random}.part`;
}

export function isHalfOf(exportId: string, file: string): boolean {
  return file.startsWith(`.larder-${exportId}-`) && file.endsWith('.part');
}
