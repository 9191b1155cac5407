import { describe, expect, it } from 'vitest';
import type { Transfer } from '../../../shared/bundles.ts';
import type { ArticleId, FeedId } from '../../../shared/model.ts';
import { initialState, reduce } from '../../../renderer/app/ui-state.ts';
import { roughBytes } from '../../../renderer/bundles/estimate.ts';
import {
  FIRST_DRAFT,
  giveProblem,
  type GiveScope,
  holdsSecrets,
  lockProblem,
  OPEN,
  requestOf,
  selectionOf,
  withoutSecrets,
} from '../../../renderer/bundles/give-draft.ts';
import { wantsPassphrase } from '../../../renderer/bundles/have-file.ts';
import { qrOf } from '../../../renderer/bundles/qr-path.ts';
import { ANY_SIZE, bytesOf } from '../../../renderer/bundles/size-draft.ts';
import { progressSentence } from '../../../renderer/bundles/transfer-sentences.ts';
import { en } from '../../../renderer/messages/en.ts';
import { ru } from '../../../renderer/messages/ru.ts';
import { createFormat } from '../../../renderer/text/format.ts';

const RECIPIENT = 'age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p';
const feed: GiveScope = { kind: 'view', view: { kind: 'feed', feedId: 'f1' as FeedId, unreadOnly: true } };

describe('what is given away', () => {
  it('is what the list shows, until one says otherwise', () => {
    expect(selectionOf(feed, FIRST_DRAFT)).toMatchObject({ feedIds: ['f1'], unread: true, starred: false });
    const all = selectionOf(feed, { ...FIRST_DRAFT, everything: true, starred: true });
    expect(all).toMatchObject({ feedIds: null, unread: false, starred: true });
  });

  it('never widens what the list shows by a date', () => {
    const today: GiveScope = { kind: 'view', view: { kind: 'today', sinceMs: new Date(2026, 10, 22).getTime() } };
    expect(selectionOf(today, { ...FIRST_DRAFT, since: '2026-11-01' }).sinceMs).toBe(new Date(2026, 10, 22).getTime());
  });

  it('holds both days that were entered, also where a clock is set forward between', () => {
    const { sinceMs, untilMs } = selectionOf(feed, { ...FIRST_DRAFT, since: '2026-03-28', until: '2026-03-29' });
    expect([sinceMs, untilMs]).toEqual([new Date(2026, 2, 28).getTime(), new Date(2026, 2, 30).getTime()]);
  });

  it('may be of a folder, a source or a tag, where the list is not of one folder or source itself', () => {
    const starred: GiveScope = { kind: 'view', view: { kind: 'starred' } };
    const folder = { ...FIRST_DRAFT, of: { kind: 'folder', path: ['News', 'Local'] }, tag: ' read later ' } as const;
    const source = { ...FIRST_DRAFT, of: { kind: 'feed', feedId: 'f2' as FeedId } } as const;
    const inFolder = selectionOf(starred, folder);
    expect(inFolder).toMatchObject({ starred: true, folder: ['News', 'Local'], feedIds: null, tag: 'read later' });
    expect(selectionOf(starred, source)).toMatchObject({ starred: true, folder: null, feedIds: ['f2'], tag: null });
    expect(selectionOf(feed, source).feedIds).toEqual(['f1']);
    expect(selectionOf(feed, { ...source, everything: true }).feedIds).toEqual(['f2']);
  });

  it('is all of the articles that were picked one by one, whatever narrowed another choice before', () => {
    const picked: GiveScope = { kind: 'articles', ids: ['a1' as ArticleId] };
    const draft = { ...FIRST_DRAFT, tag: 'x', starred: true, since: '2026-11-01', label: 'red stick' };
    expect(selectionOf(picked, draft)).toMatchObject({
      ids: ['a1'],
      tag: null,
      starred: false,
      sinceMs: null,
      notGivenTo: 'red stick',
    });
  });

  it('is remembered under a label, which gets only what it was not given', () => {
    const request = requestOf(feed, { ...FIRST_DRAFT, label: ' red stick ' }, 'Articles');
    expect(request).toMatchObject({ label: 'red stick', selection: { notGivenTo: 'red stick' } });
    expect(requestOf(feed, FIRST_DRAFT, 'Articles')).toMatchObject({ label: null, selection: { notGivenTo: null } });
  });

  it('is by itself a whole, open, unsigned bundle that tells nothing it need not', () => {
    expect(requestOf({ kind: 'articles', ids: ['a1' as ArticleId] }, FIRST_DRAFT, 'Articles')).toMatchObject({
      format: 'bundle',
      title: 'Articles',
      pictures: true,
      maxBytes: null,
      splitBytes: null,
      signWith: null,
      lock: { kind: 'none' },
      telling: { fetchTimes: false, queries: false },
      have: null,
    });
  });

  it('carries nothing that its shape has no place for, though it was chosen for another shape before', () => {
    const draft = { ...FIRST_DRAFT, signWith: 'desk', keyPassphrase: 'x', fetchTimes: true } as const;
    const have = { upload: 'u1', name: 'theirs.have', locked: false, passphrase: '' };
    expect(requestOf(feed, { ...draft, have, format: 'text' }, 'Articles')).toMatchObject({
      pictures: false,
      signWith: null,
      keyPassphrase: null,
      telling: { fetchTimes: false },
      have: null,
    });
  });
});

describe('a size', () => {
  const other = (amount: string, unit: 'MB' | 'GB' = 'MB') => ({ choice: 'other', amount, unit }) as const;

  it('is one of a few, or any whole number of MB or GB', () => {
    expect(bytesOf(ANY_SIZE)).toBeNull();
    expect(bytesOf({ ...ANY_SIZE, choice: 'fat' })).toBe(2_000_000_000);
    expect([bytesOf(other('25')), bytesOf(other('4', 'GB'))]).toEqual([25_000_000, 4_000_000_000]);
    const request = requestOf(feed, { ...FIRST_DRAFT, most: other('700'), split: other('3', 'GB') }, 'Articles');
    expect(request).toMatchObject({ maxBytes: 700_000_000, splitBytes: 3_000_000_000 });
  });

  it('that is none yet lets nothing leave', () => {
    for (const amount of ['', '0', '-1', '1.5', '1e3', '10000']) {
      expect([amount, bytesOf(other(amount))]).toEqual([amount, null]);
      expect(giveProblem({ ...FIRST_DRAFT, most: other(amount) })).toEqual({ kind: 'no-size' });
    }
    expect(giveProblem({ ...FIRST_DRAFT, split: other('') })).toEqual({ kind: 'no-size' });
    expect(giveProblem({ ...FIRST_DRAFT, split: other('1') })).toBeNull();
  });
});

describe('somebody’s list of what they have', () => {
  const have = { upload: 'u1', name: 'theirs.have', locked: true, passphrase: 'open sesame' };

  it('goes with its passphrase, if it has one', () => {
    expect(requestOf(feed, { ...FIRST_DRAFT, have }, 'Articles').have).toEqual({
      upload: 'u1',
      passphrase: 'open sesame',
    });
    const open = { ...have, locked: false, passphrase: '' };
    expect(requestOf(feed, { ...FIRST_DRAFT, have: open }, 'Articles').have).toEqual({
      upload: 'u1',
      passphrase: null,
    });
  });

  it('shows by its first bytes that a passphrase opens it', async () => {
    const head = 'age-encryption.org/v1\n-> ';
    expect(await wantsPassphrase(new Blob([`${head}scrypt c2FsdA 18\n`, new Uint8Array(900)]))).toBe(true);
    expect(await wantsPassphrase(new Blob([`${head}X25519 c2FsdA\n`]))).toBe(false);
    expect(await wantsPassphrase(new Blob(['larder-have 1\n', new Uint8Array(900)]))).toBe(false);
    expect(await wantsPassphrase(new Blob([]))).toBe(false);
  });

  it('shows it also as text, as mail carries it', async () => {
    const armored = (header: string, before = '', newLine = '\n') => {
      const letters = btoa(`age-encryption.org/v1\n-> ${header}\n${'x'.repeat(300)}`).match(/.{1,64}/g) ?? [];
      const lines = ['-----BEGIN AGE ENCRYPTED FILE-----', ...letters, '-----END AGE ENCRYPTED FILE-----'];
      return wantsPassphrase(new Blob([before, lines.join(newLine)]));
    };
    expect(await armored('scrypt c2FsdHNhbHRzYWx0c2FsdA 18')).toBe(true);
    expect(await armored('scrypt c2FsdHNhbHRzYWx0c2FsdA 18', '\r\n \n', '\r\n')).toBe(true);
    expect(await armored('X25519 c2FsdHNhbHRzYWx0c2FsdA')).toBe(false);
    expect(await wantsPassphrase(new Blob(['-----BEGIN AGE ENCRYPTED FILE-----\n????']))).toBe(false);
  });
});

describe('what is made', () => {
  const draft = { ...FIRST_DRAFT, lock: 'passphrase', passphrase: 'a', again: 'a', keyPassphrase: 'b' } as const;

  it('leaves no passphrase behind, and no list, which is gone once it was used', () => {
    const have = { upload: 'u1', name: 'theirs.have', locked: true, passphrase: 'c' };
    const left = withoutSecrets({ ...draft, have, label: 'red stick' });
    expect(left).toMatchObject({ passphrase: '', again: '', keyPassphrase: '', have: null, label: 'red stick' });
    expect([holdsSecrets({ ...draft, have }), holdsSecrets(left)]).toEqual([true, false]);
  });

  it('never leaves unsigned while a key for it is being made', () => {
    expect(giveProblem({ ...draft, making: true })).toEqual({ kind: 'key-unmade' });
    expect(giveProblem({ ...draft, making: true, format: 'text' })).toBeNull();
    expect(giveProblem({ ...draft, again: 'b' })).toEqual({ kind: 'differs' });
  });

  it('is estimated with what its shape does to text and pictures', () => {
    const estimate = { articles: 1, headlines: 0, pictures: 1, textBytes: 100, pictureBytes: 300 };
    const sizes = (['bundle', 'html', 'text'] as const).map((format) =>
      roughBytes(estimate, { format, pictures: true }),
    );
    expect(sizes).toEqual([350, 500, 100]);
    expect(roughBytes(estimate, { format: 'html', pictures: false })).toBe(100);
  });

  it('is told without what there is none of', () => {
    expect([en.bundles.made(42, 84), en.bundles.made(1, 0), en.bundles.made(0, 0)]).toEqual([
      'Ready: 42 articles, 84 pictures.',
      'Ready: 1 article.',
      'Ready: 0 articles.',
    ]);
    expect(en.bundles.leftOut(0, 3)).toBe('Left out for want of room: 3 pictures.');
    expect(ru.bundles.leftOut(2, 0)).toBe('Не поместилось: 2 статьи.');
  });
});

describe('a key as a QR code', () => {
  const key = 'RWQf6LRCGA9i53mlYecO4IzT51TGPpvWucNSCh1CBM0QTaLn73Y7GFO3';

  it('has light around it, and dark in the corners that cameras look for', () => {
    const { size, path } = qrOf(key);
    expect(path.startsWith(`M4 4h7v1h-7z`)).toBe(true);
    expect(path).toContain(`M${size - 11} 4h7v1h-7z`);
    expect(path).toContain(`M4 ${size - 5}h7v1h-7z`);
    const places = [...path.matchAll(/M(\d+) (\d+)h(\d+)/g)].map(([, x, y, w]) => [Number(x), Number(y), Number(w)]);
    for (const [x = 0, y = 0, w = 0] of places) {
      expect(Math.min(x, y)).toBeGreaterThanOrEqual(4);
      expect(Math.max(x + w, y + 1)).toBeLessThanOrEqual(size - 4);
    }
  });

  it('is the same for the same key, and another for another', () => {
    expect(qrOf(key)).toEqual(qrOf(key));
    expect(qrOf(key).path).not.toBe(qrOf(key.replace('3Y7', '3Y8')).path);
  });
});

describe('a lock', () => {
  it('wants the same passphrase twice', () => {
    expect(lockProblem({ ...OPEN, lock: 'passphrase', passphrase: 'a', again: 'b' })).toEqual({ kind: 'differs' });
    expect(lockProblem({ ...OPEN, lock: 'passphrase', passphrase: 'a', again: 'a' })).toBeNull();
  });

  it('wants recipients, and names the line that is none', () => {
    expect(lockProblem({ ...OPEN, lock: 'recipients' })).toEqual({ kind: 'nobody' });
    expect(lockProblem({ ...OPEN, lock: 'recipients', recipients: `${RECIPIENT}\n\n${RECIPIENT} ` })).toBeNull();
    expect(lockProblem({ ...OPEN, lock: 'recipients', recipients: `${RECIPIENT}\nAnya` })).toEqual({
      kind: 'no-recipient',
      line: 'Anya',
    });
  });
});

describe('articles that are chosen', () => {
  const ids = ['a1', 'a2', 'a3'] as ArticleId[];
  const [first, second, third] = ids as [ArticleId, ArticleId, ArticleId];
  const start = initialState(0);
  const stretch = (from: ArticleId, to: ArticleId) => ({ type: 'stretch', from, to }) as const;

  it('grow with Shift and an arrow, and shrink on the way back', () => {
    const two = reduce(reduce(start, stretch(first, second)), stretch(second, third));
    expect(two.chosen).toEqual(ids);
    expect(reduce(two, stretch(third, second)).chosen).toEqual([first, second]);
  });

  it('stay chosen at the end of a list', () => {
    expect(reduce(start, stretch(third, third)).chosen).toEqual([third]);
  });

  it('are each there once', () => {
    const chosen = reduce(reduce(start, { type: 'choose', id: first }), { type: 'choose-more', ids });
    expect(chosen.chosen).toEqual(ids);
    expect(reduce(chosen, { type: 'choose', id: null }).chosen).toEqual([]);
  });
});

describe('how far a file is', () => {
  const format = createFormat('en', () => 0);
  const running: Transfer = {
    id: 'transfer1',
    kind: 'export',
    state: 'running',
    phase: 'writing',
    done: 120,
    total: 400,
    bytes: 0,
    startedMs: 0,
    file: null,
    exported: null,
    preview: null,
    imported: null,
    error: null,
  };

  it('is told in articles, and in bytes while it is opened', () => {
    expect(progressSentence(running, en, format)).toBe('Packing 120 of 400');
    expect(progressSentence({ ...running, total: null }, en, format)).toBe('Packing 120');
    const opening = { ...running, phase: 'opening', done: 1_000_000, total: 2_000_000 } as const;
    expect(progressSentence(opening, en, format)).toBe('Opening 1 MB of 2 MB');
  });
});
