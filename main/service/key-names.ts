import { KEY_NAME } from '../../shared/contract.ts';
import { LarderError } from '../../shared/errors.ts';

/** Windows opens devices for these, whatever stands after a first point (learn.microsoft.com, "Naming Files"). */
const DEVICE = /^(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9\u00b9\u00b2\u00b3])(?:\.|$)/i;

/**
 * A name that can be a file on every system: as it was given, in composed form, without blanks around it.
 * @throws LarderError BAD_REQUEST
 */
export function checkedKeyName(given: string): string {
  const name = given.normalize('NFC').trim();
  if (!KEY_NAME.test(name) || name.endsWith('.') || DEVICE.test(name)) {
    throw new LarderError(
      'BAD_REQUEST',
      'A name of a key has up to 60 letters, digits, blanks, points, hyphens and underscores, begins with a letter or digit, and is not one that Windows keeps for devices.',
    );
  }
  return name;
}

/** Names are the same when a disk that tells no case apart, or composes differently, would take them for one file. */
export function isSameName(a: string, b: string): boolean {
  return folded(a) === folded(b);
}

function folded(name: string): string {
  // Up and then down: some letters have two small forms, of which a disk may make one.
  return name.normalize('NFC').trim().toUpperCase().toLowerCase().normalize('NFC');
}
