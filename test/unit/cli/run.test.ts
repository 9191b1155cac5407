import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterAll, describe, expect, test } from 'vitest';
import { LarderError } from '../../../shared/errors.ts';
import { exitOf } from '../../../main/hosts/cli/call.ts';
import { isUnreachable } from '../../../main/hosts/cli/reachability.ts';
import { readWholeFile } from '../../../main/hosts/cli/read-file.ts';
import { runCli } from '../../../main/hosts/cli/run.ts';
import { findFeed, isInFolder, parseFolder } from '../../../main/hosts/cli/sources.ts';
import { type FeedId, type FeedSummary, isSuccess } from '../../../shared/model.ts';

const folder = mkdtempSync(join(tmpdir(), 'larder-cli-unit-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function run(...argv: string[]): Promise<{ code: number; out: string; err: string; bugs: unknown[] }> {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const bugs: unknown[] = [];
  const code = await runCli(
    {
      extractWorker: new URL('file:///nowhere'),
      startServer: () => Promise.reject(new LarderError('BAD_REQUEST', 'The port is taken.')),
      openBrowser: () => undefined,
      onBug: (error) => bugs.push(error),
    },
    {
      argv,
      env: { LARDER_DATA: join(folder, 'archive') },
      stdout,
      stderr,
      version: '0.0.0-test',
      now: () => 0,
      interruption: () => new AbortController().signal,
    },
  );
  return { code, out: String(stdout.read() ?? ''), err: String(stderr.read() ?? ''), bugs };
}

describe('exit codes and sentences', () => {
  test('what is not understood is 2, on standard error, also with --json', async () => {
    for (const argv of [['nonsense'], ['list', '--nonsense'], ['--json', 'nonsense'], ['export', '--as', 'pdf']]) {
      const { code, out, err } = await run(...argv);
      expect({ argv, code, out }).toEqual({ argv, code: 2, out: '' });
      expect(err).toMatch(/^[^\n]+\n$/);
      expect(err).not.toMatch(/\bat .*\.ts/);
    }
    expect((await run('export', '--as', 'pdf')).err).toContain('opml');
  });

  test('a failure that a person can act on is 1 with its sentence', async () => {
    const { code, err, bugs } = await run('serve');
    expect({ code, err, bugs }).toEqual({ code: 1, err: 'The port is taken.\n', bugs: [] });
  });

  test('doctor --repair is refused with a sentence and changes nothing', async () => {
    const { code, err } = await run('doctor', '--repair');
    expect(code).toBe(2);
    expect(err).toContain('only checks');
  });

  test('the version and the help are results', async () => {
    expect(await run('--version')).toMatchObject({ code: 0, out: '0.0.0-test\n', err: '' });
    expect((await run('help')).out).toContain('Exit codes');
  });

  test('several things asked for: all, some, none done, or nobody there', () => {
    expect(exitOf({ done: 2, failed: 0, unreachable: 0 })).toBe(0);
    expect(exitOf({ done: 1, failed: 1, unreachable: 1 })).toBe(3);
    expect(exitOf({ done: 0, failed: 2, unreachable: 1 })).toBe(1);
    expect(exitOf({ done: 0, failed: 2, unreachable: 2 })).toBe(4);
  });

  test('an answer of the other end, whatever it says, means that it was reached', () => {
    expect((['HTTP_4XX', 'GONE', 'NOT_A_FEED', 'HTTP_503'] as const).some(isUnreachable)).toBe(false);
    expect((['DNS_NX', 'TCP_REFUSED', 'STUB', 'CAPTIVE', 'LOCAL', 'TLS_CLOCK'] as const).every(isUnreachable)).toBe(
      true,
    );
    expect((['OK', 'NOT_MODIFIED', 'PARTIAL'] as const).every(isSuccess)).toBe(true);
  });
});

describe('files', () => {
  test('a file larger than the cap is refused before it is read, and says so', async () => {
    const path = join(folder, 'large');
    writeFileSync(path, Buffer.alloc(2000));
    await expect(readWholeFile(path, 1999, 'FEED_TOO_LARGE')).rejects.toMatchObject({ code: 'FEED_TOO_LARGE' });
    expect((await readWholeFile(path, 2000, 'FEED_TOO_LARGE')).byteLength).toBe(2000);
  });

  test('one that is not there, and a folder, are named without their path', async () => {
    for (const path of [join(folder, 'absent.xml'), folder]) {
      const refused = readWholeFile(path, 10, 'FEED_TOO_LARGE');
      await expect(refused).rejects.toMatchObject({ code: 'FILE_UNREADABLE' });
      await expect(refused).rejects.not.toThrow(tmpdir());
    }
  });
});

describe('sources by name', () => {
  const feed = (id: string, title: string, folderPath: string[] = []): FeedSummary =>
    ({
      id: id as FeedId,
      title,
      url: `http://${id}.test/`,
      siteUrl: null,
      folder: folderPath,
    }) as unknown as FeedSummary;
  const feeds = [feed('a1', 'Daily', ['News', 'Local']), feed('b2', 'Weekly', ['News']), feed('c3', 'Weekly')];

  test('by id, address or whole title; a title that two share asks for the id', () => {
    expect(findFeed(feeds, 'b2').id).toBe('b2');
    expect(findFeed(feeds, 'http://c3.test/').id).toBe('c3');
    expect(findFeed(feeds, ' daily ').id).toBe('a1');
    expect(() => findFeed(feeds, 'Weekly')).toThrow('b2, c3');
    expect(() => findFeed(feeds, 'Dai')).toThrow('No source');
  });

  test('a folder holds what lies deeper in it', () => {
    const inside = (path: string): string[] =>
      feeds.filter((one) => isInFolder(one, parseFolder(path))).map((one) => one.id);
    expect(inside('News')).toEqual(['a1', 'b2']);
    expect(inside('news/local/')).toEqual(['a1']);
  });
});
