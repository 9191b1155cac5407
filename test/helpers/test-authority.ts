import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export type Certificate = { readonly key: string; readonly cert: string };
export type TestAuthority = {
  /** The authority's own certificate, PEM: what a client is told to trust. */
  readonly ca: string;
  /** A certificate for these names and addresses, valid for `days` from `fromDays` (both may lie in the past). */
  issue(names: readonly string[], validity?: { readonly fromDays: number; readonly days: number }): Certificate;
};

/** A certificate authority that lives as long as the test: made with openssl in a temporary folder, trusted by nobody. */
export function createTestAuthority(commonName = 'Larder test authority'): TestAuthority {
  const dir = mkdtempSync(join(tmpdir(), 'larder-ca-'));
  const openssl = (...args: string[]): void => {
    execFileSync('openssl', args, { cwd: dir, stdio: ['ignore', 'ignore', 'pipe'] });
  };
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
  try {
    openssl(
      'req',
      '-x509',
      ...newKey,
      '-days',
      '30',
      '-subj',
      `/CN=${commonName}`,
      '-keyout',
      'ca.key',
      '-out',
      'ca.pem',
    );
    const files = { ca: readFileSync(join(dir, 'ca.pem'), 'utf8'), caKey: readFileSync(join(dir, 'ca.key'), 'utf8') };
    return { ca: files.ca, issue: (names, validity) => issue(files, names, validity) };
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

function issue(
  { ca, caKey }: { readonly ca: string; readonly caKey: string },
  names: readonly string[],
  validity = { fromDays: -1, days: 30 },
): Certificate {
  const dir = mkdtempSync(join(tmpdir(), 'larder-leaf-'));
  const openssl = (...args: string[]): void => {
    execFileSync('openssl', args, { cwd: dir, stdio: ['ignore', 'ignore', 'pipe'] });
  };
  try {
    const subjects = names.map((name) => `${/^[\d.:]+$/.test(name) ? 'IP' : 'DNS'}:${name}`).join(',');
    mkdirSync(join(dir, 'new'));
    writeFileSync(join(dir, 'ca.pem'), ca);
    writeFileSync(join(dir, 'ca.key'), caKey);
    writeFileSync(join(dir, 'index.txt'), '');
    writeFileSync(
      join(dir, 'ca.cnf'),
      [
        '[ca]\ndefault_ca=own',
        '[own]\ndatabase=index.txt\nnew_certs_dir=new\ncertificate=ca.pem\nprivate_key=ca.key',
        'default_md=sha256\npolicy=any\nrand_serial=yes\nunique_subject=no\nx509_extensions=leaf',
        '[any]\ncommonName=supplied',
        `[leaf]\nbasicConstraints=critical,CA:FALSE\nsubjectAltName=${subjects}`,
      ].join('\n'),
    );
    const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', 'leaf.key'];
    openssl('req', '-new', ...key, '-subj', '/CN=leaf', '-out', 'leaf.csr');
    const from = opensslTime(validity.fromDays);
    const to = opensslTime(validity.fromDays + validity.days);
    const files = ['-config', 'ca.cnf', '-in', 'leaf.csr', '-out', 'leaf.pem'];
    openssl('ca', '-batch', '-notext', '-startdate', from, '-enddate', to, ...files);
    return { key: readFileSync(join(dir, 'leaf.key'), 'utf8'), cert: readFileSync(join(dir, 'leaf.pem'), 'utf8') };
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

/** `YYYYMMDDHHMMSSZ`, this many days from now. */
function opensslTime(days: number): string {
  const iso = new Date(Date.now() + days * 86_400_000).toISOString();
  return `${iso.slice(0, 19).replace(/[-T:]/g, '')}Z`;
}
