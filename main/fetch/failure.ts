import type { Outcome } from '../../shared/model.ts';

/** Everything a request can end in but a body. */
export type FailureOutcome = Exclude<Outcome, 'OK'>;

/** A request that came to nothing: travels as an exception inside this folder and leaves it as a FetchOutcome. */
export class FetchFailure extends Error {
  override readonly name = 'FetchFailure';
  readonly outcome: FailureOutcome;
  /** The server had sent nothing yet, so that asking again on a new connection repeats nothing. */
  readonly beforeAnswer: boolean;
  /** SHA-256 (lower-case hex) of the certificate that something else showed in the host's place; null: none was seen. */
  readonly stranger: string | null;
  /** Of TLS_CLOCK: how this device's clock would be wrong. */
  readonly certificateOff: 'ahead' | 'behind' | null;

  constructor(
    outcome: FailureOutcome,
    reason: string,
    more: {
      readonly beforeAnswer?: boolean;
      readonly stranger?: string | null;
      readonly certificateOff?: 'ahead' | 'behind';
    } = {},
  ) {
    super(reason);
    this.outcome = outcome;
    this.beforeAnswer = more.beforeAnswer ?? false;
    this.stranger = more.stranger ?? null;
    this.certificateOff = more.certificateOff ?? null;
  }
}

export function errorCode(error: unknown): string {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' ? code : '';
}

/** The network is not there, or this machine has run out of something: nothing is known of the server. */
const LOCAL_CODES = new Set([
  'ENETUNREACH',
  'ENETDOWN',
  'EHOSTUNREACH',
  'EHOSTDOWN',
  'EADDRNOTAVAIL',
  'EAFNOSUPPORT',
  'EACCES',
  'EPERM',
  'EMFILE',
  'ENFILE',
  'ENOBUFS',
  'ENOMEM',
]);

/** What a failed TCP connection attempt says. */
export function tcpFailure(error: unknown, host: string): FetchFailure {
  const code = errorCode(error);
  if (code === 'ECONNREFUSED') return new FetchFailure('TCP_REFUSED', `${host} refused the connection.`);
  if (code === 'ETIMEDOUT') return new FetchFailure('TCP_BLACKHOLE', `${host} did not answer a connection attempt.`);
  if (code === 'ECONNRESET') return new FetchFailure('TCP_RST', `The connection to ${host} was reset at once.`);
  if (LOCAL_CODES.has(code)) return new FetchFailure('LOCAL', `This device has no way to ${host} now (${code}).`);
  return new FetchFailure('LOCAL', `Could not connect to ${host} (${code || 'unknown error'}).`);
}

/** This device's own trouble, whoever it wanted to reach. */
const OWN_CODES = new Set([...LOCAL_CODES].filter((code) => code !== 'EHOSTUNREACH' && code !== 'EHOSTDOWN'));

/** What a failed connection to a proxy says. The proxy is not named: where it stands is nobody's business in a log. */
export function proxyFailure(error: unknown): FetchFailure {
  const code = errorCode(error);
  if (OWN_CODES.has(code)) return new FetchFailure('LOCAL', `This device has no way to the proxy now (${code}).`);
  if (code === 'ECONNREFUSED')
    return new FetchFailure('PROXY_DOWN', 'The proxy is not running: nothing listens there.');
  if (code === 'ETIMEDOUT') return new FetchFailure('PROXY_DOWN', 'The proxy did not answer.');
  return new FetchFailure('PROXY_DOWN', `The proxy cannot be reached (${code || 'unknown error'}).`);
}

const UNTRUSTED_CODES = new Set([
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'CERT_UNTRUSTED',
  'CERT_REJECTED',
  'CERT_REVOKED',
  'CERT_SIGNATURE_FAILURE',
  'CERT_CHAIN_TOO_LONG',
  'INVALID_CA',
  'INVALID_PURPOSE',
  'HOSTNAME_MISMATCH',
  'PATH_LENGTH_EXCEEDED',
]);

/**
 * What a handshake that did not end well says. One request cannot tell a wrong clock from an expired certificate.
 * @param stranger SHA-256 (hex) of the certificate that was shown; null: none came
 */
export function tlsFailure(error: unknown, host: string, stranger: string | null = null): FetchFailure {
  const code = errorCode(error);
  if (code === 'CERT_HAS_EXPIRED')
    return new FetchFailure('TLS_CLOCK', `The certificate of ${host} has expired, or this device's clock is ahead.`, {
      certificateOff: 'ahead',
    });
  if (code === 'CERT_NOT_YET_VALID')
    return new FetchFailure(
      'TLS_CLOCK',
      `The certificate of ${host} is not valid yet, or this device's clock is behind.`,
      { certificateOff: 'behind' },
    );
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID')
    return new FetchFailure(
      'TLS_INTERCEPT',
      `Something else answered for ${host}: the certificate is for another host.`,
      { stranger },
    );
  if (UNTRUSTED_CODES.has(code))
    return new FetchFailure(
      'TLS_INTERCEPT',
      `The certificate shown for ${host} is not from an authority that is trusted.`,
      { stranger },
    );
  if (
    /^ERR_SSL_(PACKET_LENGTH_TOO_LONG|WRONG_VERSION_NUMBER|HTTP_REQUEST|BAD_RECORD_TYPE|UNEXPECTED_MESSAGE)$/.test(code)
  )
    return new FetchFailure('TLS_INTERCEPT', `Something on the way to ${host} answered without encryption.`);
  if (isTlsAlert(code)) return new FetchFailure('TLS_ALERT', `${host} refused the encrypted connection (${code}).`);
  if (code === 'ECONNRESET' || code === 'EPIPE' || code === 'ECONNABORTED')
    return new FetchFailure('TLS_RST', `The connection to ${host} was cut while encryption was being set up.`);
  if (code === 'ETIMEDOUT')
    return new FetchFailure('TLS_BLACKHOLE', `${host} went silent while encryption was being set up.`);
  return new FetchFailure('TLS_ALERT', `No encrypted connection to ${host} (${code || 'unknown error'}).`);
}

export function isTlsAlert(code: string): boolean {
  return code.startsWith('ERR_SSL_') || code === 'EPROTO';
}

/**
 * What went wrong on a connection that stood.
 * @param headersSeen the answer had begun, so that a broken connection means a cut body
 * @param bytesSeen any byte had come for this request
 */
export function exchangeFailure(error: unknown, host: string, headersSeen: boolean, bytesSeen: boolean): FetchFailure {
  const code = errorCode(error);
  const message = error instanceof Error ? error.message : '';
  const beforeAnswer = !headersSeen && !bytesSeen;
  if (code === 'UND_ERR_HEADERS_OVERFLOW' || code === 'HPE_HEADER_OVERFLOW')
    return new FetchFailure('TOO_LARGE', `${host} sent more headers than anyone needs.`);
  // undici's parser errors have a code only sometimes.
  const parser = code.startsWith('HPE_') || (error instanceof Error && error.name === 'HTTPParserError');
  const mismatch = code === 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH';
  if (headersSeen && (mismatch || (parser && /EOF/.test(code + message))))
    return new FetchFailure('TRUNC', `The answer of ${host} was cut off.`);
  if (parser || mismatch || message.startsWith('bad '))
    return new FetchFailure('BAD_ENCODING', `What ${host} sent is not HTTP that can be understood.`);
  if (isTlsAlert(code) && !headersSeen)
    return new FetchFailure('TLS_ALERT', `${host} closed the encrypted connection (${code}).`);
  if (LOCAL_CODES.has(code)) return new FetchFailure('LOCAL', `This device lost its way to ${host} (${code}).`);
  if (!beforeAnswer) return new FetchFailure('TRUNC', `The answer of ${host} was cut off.`);
  return new FetchFailure('TCP_RST', `${host} closed the connection without an answer.`, { beforeAnswer: true });
}

/** Nothing was asked, or nobody can have heard it. */
export function noWayOut(): FetchFailure {
  return new FetchFailure('LOCAL', 'This device has no connection to any network.');
}
