import { expect, test } from 'vitest';
import type { Call } from '../../../main/hosts/cli/call.ts';
import { exportFile } from '../../../main/hosts/cli/commands/export.ts';
import { item, LONG, readFeed, temporaryArchive, titles } from '../archive/temporary-archive.ts';

test('a page on standard output is of one moment, though it reads twice', async () => {
  const { dir, clock, archive } = temporaryArchive('a');
  const arrives = (guid: string, title: string): void =>
    void readFeed(archive, 'a', [item({ guid, title, link: `https://a.example/${guid}`, text: LONG })]);
  arrives('1', 'The first one');
  let page = '';
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
    async raw(text) {
      if (page === '') arrives('2', 'The second one');
      page += text;
    },
  };
  const host = {} as Call['host'];
  const call = { operands: [], flags: { as: 'html' }, dir, output, host, env: {}, now: clock.now };
  expect(await exportFile({ ...call, interruption: () => new AbortController().signal })).toBe(0);
  expect(titles(archive)).toHaveLength(2);
  expect([page.includes('The first one'), page.includes('The second one')]).toEqual([true, false]);
});
