/**
 * What a person can act on. Network weather is not an error but data (`FetchOutcome`), and bugs stay ordinary
 * exceptions: they are logged with their stack and cross the wire as `INTERNAL`, without stack or path.
 */
export const ERROR_CODES = [
  'INTERNAL', // a bug: logged here, shown as "something went wrong"
  'BAD_REQUEST', // the call does not fit the contract
  'UNKNOWN_METHOD',
  'FORBIDDEN', // a caller the host does not trust
  'NOT_FOUND',
  'BAD_ADDRESS', // not an http(s) address
  'NO_FEED_FOUND', // a page was read, and no feed is announced on it
  'ALREADY_SUBSCRIBED',
  'NOT_A_FEED',
  'FEED_EMPTY',
  'FEED_TOO_LARGE',
  'FEED_TOO_DEEP',
  'FEED_ENTITY_BOMB',
  'FEED_MALFORMED',
  'PAGE_TOO_LARGE',
  'PAGE_TOO_COMPLEX',
  'PAGE_HAS_NO_ARTICLE',
  'IMAGE_INVALID',
  'OPML_INVALID',
  'EXTRACT_TIMEOUT', // the extractor was stopped: it worked too long or took too much memory
  'FETCH_FAILED', // a fetch that a person asked for by hand did not succeed; `details.outcome` says how
  'OFFLINE',
  'ARCHIVE_LOCKED', // another process has this archive open for writing
  'ARCHIVE_DAMAGED',
  'ARCHIVE_TOO_NEW', // written by a later Larder
  'ARCHIVE_KEY_WRONG',
  'LIBRARY_DAMAGED', // library.json and its last good copy are both unreadable
  'DISK_FULL',
  'FILE_UNREADABLE',
  'BODY_TOO_LARGE',
  'QUERY_INVALID',
  'PAUSED', // the owner paused everything, so that nothing is asked
  'CRON_INVALID', // not a pattern of five fields, or one that never comes true
  'FOLDER_MISSING', // a folder to write to is not there, or is not an absolute path
  'BUNDLE_INVALID', // no bundle, or one whose structure nobody honest makes; `details.item` names the entry
  'BUNDLE_DAMAGED', // an entry is not what the manifest says; `details.item` names it
  'BUNDLE_TOO_LARGE', // more entries, bytes or depth than any bundle needs
  'BUNDLE_TOO_NEW', // made by a later Larder
  'BUNDLE_SIGNATURE', // the signature does not belong to this manifest
  'BUNDLE_ENCRYPTED', // a passphrase or an identity is needed; `details.needs` says which
  'BUNDLE_PART_MISSING', // a volume of a split bundle is not there, or not what the list of parts says
  'PASSPHRASE_WRONG',
  'KEY_NOT_FOUND', // no key of this name
  'KEY_EXISTS', // a key or sender of this name, or with this key, is there already
  'KEY_INVALID', // no minisign or age key
  'KEY_LOCKED', // the secret key wants its passphrase
  'HAVE_INVALID', // not a list of what somebody has
  'NOTHING_TO_EXPORT', // no article is left by this choice
  'CLOSED',
] as const;

export type ErrorCode = (typeof ERROR_CODES)[number];

/** Small facts for the sentence a person reads: a title, an address, a count. Never a stack, never a local path. */
export type ErrorDetails = Readonly<Record<string, string | number | boolean | null>>;

export class LarderError extends Error {
  override readonly name = 'LarderError';
  readonly code: ErrorCode;
  readonly details: ErrorDetails;

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}, options?: { cause?: unknown }) {
    super(message, options);
    this.code = code;
    this.details = details;
  }
}

/** By name as well as by class: errors arrive from other threads, where `instanceof` does not hold. */
export function isLarderError(value: unknown): value is LarderError {
  return (
    value instanceof LarderError ||
    (value instanceof Error && value.name === 'LarderError' && isErrorCode((value as { code?: unknown }).code))
  );
}

function isErrorCode(value: unknown): value is ErrorCode {
  return typeof value === 'string' && (ERROR_CODES as readonly string[]).includes(value);
}

export type WireError = { code: ErrorCode; message: string; details: ErrorDetails };

/** What may leave the process: a code, a sentence and small facts. A bug's message stays here. */
export function errorToWire(error: unknown): WireError {
  if (isLarderError(error)) return { code: error.code, message: error.message, details: error.details };
  return { code: 'INTERNAL', message: 'Something went wrong inside Larder.', details: {} };
}

export function errorFromWire(wire: WireError): LarderError {
  return new LarderError(isErrorCode(wire.code) ? wire.code : 'INTERNAL', wire.message, wire.details);
}
