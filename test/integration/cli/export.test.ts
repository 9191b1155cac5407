import { expect, test } from 'vitest';
import type { Call } from '../../../main/hosts/cli/call.ts';
import { exportFile } from '../../../main/hosts/cli/commands/export.ts';
import { item, LONG, readFeed, temporaryArchive, titles } from '../archive/temporary-archive.ts';

/** To standard output. @returns what stands there. */
async function exported(
  { dir, clock }: Pick<ReturnType<typeof temporaryArchive>, 'dir' | 'clock'>,
  flags: Call['flags'],
  atFirst: () => void = () => undefined,
): Promise<string> {
  let text = '';
  const output: Call['output'] = {
    json: false,
    live: false,
    terminal: false,
    columns: 80,
    closed: false,
    record: () => Promise.resolve(),
    line: () => Promise.resolve(),
    note: () => undefined,
    progress: () => undefined,
    flush: () => Promise.resolve(),
    async raw(piece) {
      if (text === '') atFirst();
      text += piece;
    },
  };
  const host = {} as Call['host'];
  const interruption = (): AbortSignal => new AbortController().signal;
  expect(await exportFile({ operands: [], flags, dir, output, host, env: {}, now: clock.now, interruption })).toBe(0);
  return text;
}

test('a page on standard output is of one moment, though it reads twice', async () => {
  const { archive, ...world } = temporaryArchive('a');
  const arrives = (guid: string, title: string): void =>
    void readFeed(archive, 'a', [item({ guid, title, link: `https://a.example/${guid}`, text: LONG })]);
  arrives('1', 'The first one');
  const page = await exported(world, { as: 'html' }, () => arrives('2', 'The second one'));
  expect(titles(archive)).toHaveLength(2);
  expect([page.includes('The first one'), page.includes('The second one')]).toEqual([true, false]);
});

test.each(['html', 'json', 'json-feed', 'text'])(
  '%s calls sources as they call themselves, and cuts addresses',
  async (as) => {
    const { archive, ...world } = temporaryArchive('a');
    archive.changeLibrary((library) => ({
      ...library,
      subscriptions: library.subscriptions.map((one) => ({ ...one, title: 'My private name' })),
    }));
    readFeed(archive, 'a', [item({ guid: '1', title: 'One', link: 'https://a.example/1?token=9', text: LONG })]);
    const text = await exported(world, { as });
    expect(text).not.toMatch(/token=9|My private name/);
    expect(text).toContain('https://a.example/1');
    expect(await exported(world, { as, queries: true })).toContain('https://a.example/1?token=9');
    await expect(exported(world, { as: 'opml', queries: true })).rejects.toThrow('no meaning');
  },
);
