import { describe, expect, it, vi } from 'vitest';
import type { BundlePreview, ImportReport, Transfer } from '../../../shared/bundles.ts';
import { LarderError } from '../../../shared/errors.ts';
import type { HostedClient } from '../../../renderer/client.ts';
import { chosenFiles, type FoundFile } from '../../../renderer/bundles/found-files.ts';
import { groupFiles } from '../../../renderer/bundles/group-files.ts';
import { lookAt, takeIn } from '../../../renderer/bundles/look-and-take.ts';
import { failed, firstRows, isChosen, looked, signerNow, sumOf, taken } from '../../../renderer/bundles/take-rows.ts';

/** `folder/name` in a folder, `name` by itself. */
function found(...paths: string[]): FoundFile[] {
  return paths.map((path) => ({
    file: new File(['PK'], path.slice(path.lastIndexOf('/') + 1)),
    folder: path.slice(0, Math.max(0, path.lastIndexOf('/'))),
  }));
}

function shown(...paths: string[]) {
  const { bundles, aside } = groupFiles(found(...paths));
  return { bundles: bundles.map(({ name, files }) => [name, ...files.map((file) => file.name)]), aside };
}

describe('files that were given together', () => {
  it('are one bundle each, in the order of their names', () => {
    expect(shown('10.zip', '9.larder', 'b.zip.age')).toEqual({
      bundles: [
        ['9.larder', '9.larder'],
        ['10.zip', '10.zip'],
        ['b.zip.age', 'b.zip.age'],
      ],
      aside: [],
    });
  });

  it('are one bundle where they are its volumes, also beside others and other volumes', () => {
    expect(shown('a.zip.002', 'a.zip.001', 'A.ZIP.parts').bundles).toEqual([
      ['A.ZIP', 'a.zip.002', 'a.zip.001', 'A.ZIP.parts'],
    ]);
    expect(shown('a.zip.001', 'b.zip', 'a.zip.parts', 'c.zip.001', 'c.zip.parts').bundles).toEqual([
      ['a.zip', 'a.zip.001', 'a.zip.parts'],
      ['b.zip', 'b.zip'],
      ['c.zip', 'c.zip.001', 'c.zip.parts'],
    ]);
  });

  it('are the volumes of one list under whatever names, if none is a bundle by itself', () => {
    expect(shown('one.bin', 'two.bin', 'list.parts').bundles).toEqual([['list', 'one.bin', 'two.bin', 'list.parts']]);
    expect(shown('one.bin').bundles).toEqual([['one.bin', 'one.bin']]);
  });

  it('are looked at whatever they are called; only lists of sources are left aside', () => {
    expect(shown('a.zip', 'strange', 'sources.opml')).toEqual({
      bundles: [
        ['a.zip', 'a.zip'],
        ['strange', 'strange'],
      ],
      aside: ['sources.opml'],
    });
  });
});

describe('a folder', () => {
  it('is told apart by names: bundles, their volumes, and the rest', () => {
    expect(
      shown('s/a.zip', 's/old/a.zip', 's/b.age.001', 's/b.age.parts', 's/film.001', 's/notes.txt', 's/mine.have.age'),
    ).toEqual({
      bundles: [
        ['s/a.zip', 'a.zip'],
        ['s/b.age', 'b.age.001', 'b.age.parts'],
        ['s/old/a.zip', 'a.zip'],
      ],
      aside: ['s/film.001', 's/mine.have.age', 's/notes.txt'],
    });
  });

  it('does not mix volumes of one name in several folders', () => {
    expect(shown('s/1/a.zip.001', 's/1/a.zip.parts', 's/2/a.zip.001', 's/2/a.zip.parts').bundles).toEqual([
      ['s/1/a.zip', 'a.zip.001', 'a.zip.parts'],
      ['s/2/a.zip', 'a.zip.001', 'a.zip.parts'],
    ]);
  });

  it('hides what is hidden in it, and what was thrown away', () => {
    expect(shown('s/._a.zip', 's/.Trash-1000/files/b.zip', 's/$RECYCLE.BIN/c.zip', 's/.note')).toEqual({
      bundles: [],
      aside: [],
    });
  });

  it('tells where each of its files lies', () => {
    const file = new File([''], 'a.zip');
    Object.defineProperty(file, 'webkitRelativePath', { value: 'stick/old/a.zip' });
    const alone = new File([''], 'b.zip');
    Object.defineProperty(alone, 'webkitRelativePath', { value: '' });
    expect(chosenFiles([file, alone]).map(({ folder }) => folder)).toEqual(['stick/old', '']);
  });
});

const PREVIEW: BundlePreview = {
  manifestSha256: 'aa',
  articles: 3,
  fresh: 2,
  fuller: 0,
  pictures: 0,
  bytes: 1,
  signer: { kind: 'none' },
  encrypted: false,
  titles: [],
  sources: [],
  known: false,
};
const REPORT: ImportReport = {
  manifestSha256: 'aa',
  signer: { kind: 'none' },
  articles: 3,
  added: 2,
  improved: 1,
  pictures: 0,
  badPictures: 0,
};

describe('a list of bundles', () => {
  const [row] = firstRows(groupFiles(found('a.zip')).bundles);
  if (!row) throw new Error('There is one.');

  it('takes in what brings something new, unless one says otherwise', () => {
    expect(isChosen(row)).toBe(false);
    expect(isChosen(looked(row, PREVIEW))).toBe(true);
    expect(isChosen({ ...looked(row, PREVIEW), wanted: false })).toBe(false);
    expect(isChosen(looked(row, { ...PREVIEW, fresh: 0 }))).toBe(false);
    expect(isChosen(taken(looked(row, PREVIEW), REPORT))).toBe(false);
  });

  it('keeps what was only stopped, and tells of what failed', () => {
    const good = looked(row, PREVIEW);
    expect(failed(good, new LarderError('CLOSED', 'Stopped.'))).toEqual(good);
    expect(failed(good, new LarderError('BUNDLE_DAMAGED', 'Damaged.')).finding.kind).toBe('bad');
  });

  it('adds up what came', () => {
    expect(sumOf([row, taken(row, REPORT), taken(row, REPORT)])).toEqual({ bundles: 2, added: 4, improved: 2 });
  });

  it('calls a signer by the name they have by now', () => {
    const signer = { kind: 'unknown', publicKey: 'RW', words: 'w' } as const;
    const sender = { name: 'Anya', publicKey: 'RW', words: 'w', addedMs: 0, articles: 0 };
    expect(signerNow(signer, [sender])).toEqual({ kind: 'trusted', publicKey: 'RW', name: 'Anya', own: false });
    expect(signerNow(signer, [])).toBe(signer);
  });
});

describe('a bundle of a list', () => {
  const [bundle] = groupFiles(found('a.zip')).bundles;
  if (!bundle) throw new Error('There is one.');
  const ended = { id: 'looking1', kind: 'preview', state: 'done', preview: PREVIEW, imported: null, error: null };

  function client(transfers: () => readonly unknown[]) {
    const calls: string[] = [];
    const call = (method: string) => {
      calls.push(method);
      if (method === 'transfers.list') return Promise.resolve(transfers());
      return Promise.resolve({ id: method === 'transfers.import' ? 'import01' : 'looking1' });
    };
    const host = { isThere: () => true, subscribe: () => () => undefined };
    const made = {
      call,
      host,
      onEvent: () => () => undefined,
      upload: () => Promise.resolve('upload01'),
      uploadName: () => Promise.resolve('upload01'),
    };
    return { calls, client: made as unknown as HostedClient };
  }
  const way = () => ({ onStep: vi.fn<(step: unknown) => void>(), signal: new AbortController().signal });

  it('leaves nothing behind once it was looked at', async () => {
    const { client: made, calls } = client(() => [ended]);
    expect(await lookAt(made, bundle, way())).toBe(PREVIEW);
    expect(calls).toEqual(['transfers.preview', 'transfers.list', 'transfers.forget', 'transfers.unsend']);
  });

  it('nor when it could not be', async () => {
    const error = { code: 'BUNDLE_DAMAGED', message: 'Damaged.', details: {} } as const;
    const { client: made, calls } = client(() => [{ ...ended, state: 'failed', preview: null, error }]);
    await expect(lookAt(made, bundle, way())).rejects.toMatchObject({ code: 'BUNDLE_DAMAGED' });
    expect(calls.slice(-2)).toEqual(['transfers.forget', 'transfers.unsend']);
  });

  it('is not taken in when it has become another one', async () => {
    const { client: made, calls } = client(() => [ended]);
    await expect(takeIn(made, bundle, 'bb', way())).rejects.toMatchObject({ code: 'BUNDLE_DAMAGED' });
    expect(calls).not.toContain('transfers.import');
  });

  it('is taken in and forgotten; what nobody waits for any more the window’s foot may tell', async () => {
    const done = { ...ended, id: 'import01', kind: 'import', preview: null, imported: REPORT } as unknown as Transfer;
    const seen = client(() => [ended, done]);
    expect(await takeIn(seen.client, bundle, 'aa', way())).toBe(REPORT);
    expect(seen.calls.filter((method) => method === 'transfers.forget')).toHaveLength(2);
  });

  it('of which nobody knows any more is an error, not a wait', async () => {
    const { client: made } = client(() => []);
    await expect(lookAt(made, bundle, way())).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('is not sent at all when it was stopped before', async () => {
    const { client: made, calls } = client(() => []);
    await expect(lookAt(made, bundle, { ...way(), signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'CLOSED',
    });
    expect(calls).toEqual([]);
  });
});
