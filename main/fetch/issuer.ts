/** Who stands behind a certificate chain that was found valid: a public root, a certificate the owner pinned, or a local root. */
import { hash, X509Certificate } from 'node:crypto';
import type { Issuer } from '../../shared/line.ts';

export type Identity = { readonly authority: 'tls' | 'pinned' | 'local'; readonly issuer: Issuer };

/** Certificates by what they call themselves, for finding an issuer quickly. */
export type CertificateIndex = {
  /** The one that signed this certificate; the signature is checked, names alone can be anybody's. */
  issuerOf(certificate: X509Certificate): X509Certificate | null;
};

/** Real chains have two to four certificates; what a server sends beyond that is not looked at. */
const MAX_CHAIN = 10;
/** A root's name is shown to people; some stranger wrote it. */
const MAX_NAME = 120;

export function indexCertificates(certificates: readonly X509Certificate[]): CertificateIndex {
  const bySubject = Map.groupBy(certificates, ({ subject }) => subject);
  return {
    issuerOf: (certificate) => bySubject.get(certificate.issuer)?.find((other) => signed(other, certificate)) ?? null,
  };
}

/** All certificates of a PEM text that can be read. */
export function readCertificates(pem: string): X509Certificate[] {
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  return blocks.flatMap((block) => {
    try {
      return [new X509Certificate(block)];
    } catch {
      // Trusting fewer certificates than meant fails closed, and the source's outcome says that it is not trusted.
      return [];
    }
  });
}

/**
 * A public root goes before a pin: what everybody trusts needs no word of the owner.
 * @param chain DER, the server's own first, as sent and as completed from the trust store
 */
export function identify(
  chain: readonly Buffer[],
  publicRoots: CertificateIndex,
  pins: readonly X509Certificate[],
): Identity | null {
  const sent = chain.slice(0, MAX_CHAIN).map((raw) => new X509Certificate(raw));
  const path: X509Certificate[] = [];
  for (let current = sent[0]; current; current = sent.find((other) => mayFollow(path, other))) {
    path.push(current);
    const root = publicRoots.issuerOf(current);
    if (root) return { authority: 'tls', issuer: describe('public', root) };
  }
  const top = path.at(-1);
  if (!top) return null;
  const pinned =
    path.find((certificate) => pins.some(({ fingerprint256 }) => fingerprint256 === certificate.fingerprint256)) ??
    pins.find((pin) => signed(pin, top));
  if (pinned) return { authority: 'pinned', issuer: describe('pinned', pinned) };
  return { authority: 'local', issuer: describe('local', top) };
}

function mayFollow(path: readonly X509Certificate[], other: X509Certificate): boolean {
  const top = path.at(-1);
  return top !== undefined && !path.includes(other) && signed(other, top);
}

function signed(issuer: X509Certificate, certificate: X509Certificate): boolean {
  return certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey);
}

function describe(issuerClass: Issuer['class'], root: X509Certificate): Issuer {
  const spki = root.publicKey.export({ type: 'spki', format: 'der' });
  return { class: issuerClass, name: ownName(root.subject), rootSpki: hash('sha256', spki) };
}

/** The common name, else the organisation. */
function ownName(subject: string): string | null {
  const lines = subject.split('\n');
  const name = ['CN=', 'O='].map((key) => lines.find((line) => line.startsWith(key))?.slice(key.length)).find(Boolean);
  return name ? name.slice(0, MAX_NAME) : null;
}
