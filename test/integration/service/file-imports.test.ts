// Bundles that are taken in unasked: what is copied, what is stored, and what a file may become under our hands.
import { copyFileSync, existsSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createArrivals } from '../../../main/service/arrivals.ts';
import type { BundleJob, ExportJob, RunJob } from '../../../main/service/bundle-job.ts';
import { doBundleJob } from '../../../main/service/bundle-work.ts';
import { createFileImports } from '../../../main/service/file-imports.ts';
import { createImporting } from '../../../main/service/importing.ts';
import { createKeyring } from '../../../main/service/keyring.ts';
import { transferFolders } from '../../../main/service/transfer-folders.ts';
import { EVERYTHING } from '../../../shared/bundles.ts';
import { temporaryArchive, temporaryFolder, titles } from '../archive/temporary-archive.ts';
import { importAll, received } from '../archive/temporary-bundle.ts';

const watch = { goOn: () => undefined, onProgress: () => undefined };
const nothing = (): Promise<void> => Promise.reject(new Error('Nothing is delivered.'));
const KEYS = ['anya', 'boris'] as const;

/** Somebody with one article and two keys. `make`: a bundle of it; returns its path. */
async function sender(title: string) {
  const { dir, archive } = temporaryArchive();
  importAll(archive, [received({ title })]);
  const keyring = createKeyring({ dir, now: Date.now });
  const [anya, boris] = await Promise.all(KEYS.map((name) => keyring.create(name, null)));
  async function make(folder: string, name: string, how: Partial<ExportJob>): Promise<string> {
    const usual: ExportJob = {
      kind: 'export',
      format: 'bundle',
      selection: { ...EVERYTHING, feedIds: null },
      title: 'News',
      pictures: true,
      maxBytes: null,
      splitBytes: null,
      signWith: null,
      keyPassphrase: null,
      lock: { kind: 'none' },
      telling: { fetchTimes: false, queries: false },
      have: null,
      folder,
      name,
      exactName: true,
      overwrites: true,
    };
    await doBundleJob({ ...usual, ...how }, { dir, now: Date.now, deliver: nothing }, watch);
    return join(folder, name);
  }
  return { anya: anya!.publicKey, boris: boris!.publicKey, make };
}

/** Somebody who trusts a key, and takes files in. */
function receiver(publicKey: string) {
  const { dir, archive } = temporaryArchive();
  const jobs: BundleJob['kind'][] = [];
  let afterGlance = (): void => undefined;
  const runJob: RunJob = async (job, { onDelivery = nothing }) => {
    jobs.push(job.kind);
    const result = await doBundleJob(job as BundleJob, { dir, now: Date.now, deliver: onDelivery }, watch);
    if (job.kind === 'glance') afterGlance();
    return result as never;
  };
  const parts = {
    dir,
    archive,
    knownKeys: () => [{ name: 'Anya', publicKey, own: false }],
    runJob,
    closed: new AbortController().signal,
    onChange: () => undefined,
    onBug: (error: unknown) => expect.unreachable(String(error)),
  };
  const importing = createImporting({ ...parts, arrivals: createArrivals(parts) });
  const files = createFileImports({ ...parts, store: (...one) => importing.store(...one) });
  return {
    dir,
    archive,
    importSigned: (path: string) => files.importSigned(path),
    jobs,
    copies: () => {
      const { copies } = transferFolders(dir);
      return existsSync(copies)
        ? readdirSync(copies, { recursive: true, withFileTypes: true }).filter((one) => one.isFile())
        : [];
    },
    onceGlanced: (does: () => void) => {
      afterGlance = does;
    },
  };
}

test('what no trusted key signed is not copied, and nothing of it is stored', async () => {
  const stick = temporaryFolder();
  const { anya, make } = await sender('Words of somebody');
  const { importSigned, archive, copies, jobs, onceGlanced } = receiver(anya);
  onceGlanced(() => expect(copies()).toEqual([]));
  expect(await importSigned(await make(stick, 'a.zip', {}))).toMatchObject({ signer: { kind: 'none' } });
  const unknown = await make(stick, 'b.zip', { signWith: 'boris' });
  expect(await importSigned(unknown)).toMatchObject({ signer: { kind: 'unknown' } });
  expect([titles(archive), jobs]).toEqual([[], ['glance', 'glance']]);
});

test('what a trusted key signed comes in, and is neither copied nor checked when it lies there again', async () => {
  const { anya, make } = await sender('Words of Anya');
  const { importSigned, archive, copies, jobs } = receiver(anya);
  const file = await make(temporaryFolder(), 'a.zip', { signWith: 'anya' });
  const before = readFileSync(file);
  expect(await importSigned(file)).toMatchObject({ signer: { kind: 'trusted', name: 'Anya' } });
  expect([titles(archive), jobs, copies()]).toEqual([['Words of Anya'], ['glance', 'glance', 'unpack'], []]);
  expect(await importSigned(file)).toMatchObject({ signer: { kind: 'trusted' } });
  expect([jobs.slice(3), readFileSync(file).equals(before)]).toEqual([['glance'], true]);
});

test('what is stored is what was verified, whatever a file becomes after it was looked at', async () => {
  const stick = temporaryFolder();
  const { anya, make } = await sender('Words of Anya');
  const { make: makeOther } = await sender('Words of somebody else');
  const { importSigned, archive, copies, onceGlanced } = receiver(anya);
  const good = await make(stick, 'good.zip', { signWith: 'anya' });
  const bad = await makeOther(stick, 'bad.zip', { signWith: 'boris' });
  const changing = join(stick, 'changing.zip');

  copyFileSync(good, changing);
  onceGlanced(() => copyFileSync(bad, changing));
  expect(await importSigned(changing)).toMatchObject({ signer: { kind: 'unknown' } });

  copyFileSync(good, changing);
  onceGlanced(() => {
    const bytes = readFileSync(good);
    const at = bytes.indexOf('.html') + 200;
    writeFileSync(changing, bytes.fill(0, at, at + 8));
  });
  await expect(importSigned(changing)).rejects.toMatchObject({ code: expect.stringMatching(/^BUNDLE_/) });
  expect([titles(archive), archive.unfinishedImports(), copies()]).toEqual([[], [], []]);
});

test('what is locked for this archive is opened to see who signed it, up to a size', async () => {
  const stick = temporaryFolder();
  const { anya, make } = await sender('Words of Anya');
  const { dir, importSigned, archive, copies } = receiver(anya);
  const { recipient } = await createKeyring({ dir, now: Date.now }).makeIdentity();
  const lock = { kind: 'recipients', recipients: [recipient] } as const;
  const unsigned = await make(stick, 'unsigned.age', { lock });
  expect(await importSigned(unsigned)).toMatchObject({ signer: { kind: 'none' } });
  const large = await make(stick, 'large.age', { lock, signWith: 'anya' });
  truncateSync(large, 4 * 1024 ** 3 + 1);
  await expect(importSigned(large)).rejects.toMatchObject({ code: 'BUNDLE_TOO_LARGE' });
  expect([titles(archive), copies()]).toEqual([[], []]);
  const signed = await make(stick, 'signed.age', { lock, signWith: 'anya' });
  expect(await importSigned(signed)).toMatchObject({ signer: { kind: 'trusted' } });
  const parts = await make(stick, 'parts', { splitBytes: 1_000, signWith: 'boris' });
  expect(await importSigned(`${parts}.parts`)).toMatchObject({ signer: { kind: 'unknown' } });
  expect([titles(archive), copies()]).toEqual([['Words of Anya'], []]);
});
