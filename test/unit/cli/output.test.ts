import { PassThrough, Writable } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { oneLine, openOutput, printable } from '../../../main/hosts/cli/output.ts';
import { jsonLine } from '../../../shared/json-line.ts';
import { wrap } from '../../../main/hosts/cli/wrap.ts';

function collected(): { stream: PassThrough; text: () => string } {
  const stream = new PassThrough();
  const chunks: Buffer[] = [];
  stream.on('data', (chunk: Buffer) => chunks.push(chunk));
  return { stream, text: () => Buffer.concat(chunks).toString() };
}

describe('what strangers wrote, on a terminal', () => {
  test('carries no escape sequence, no C1 control and no direction override', () => {
    const hostile = 'a\u001b]0;owned\u0007b\u009b31mc\u202ed\u2066e\rf';
    expect(printable(hostile)).toBe('a]0;ownedb31mcdef');
    expect(printable('two\nlines\tand ключ فارسی')).toBe('two\nlines\tand ключ فارسی');
    expect(oneLine(' two\n  lines ')).toBe('two lines');
  });

  test('one JSON record is one line, whatever is in it and whoever splits it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const line = jsonLine({ text });
        expect(line).not.toMatch(/[\n\r\u0085\u2028\u2029\v\f]/);
        expect(JSON.parse(line)).toEqual({ text });
      }),
    );
    expect(jsonLine({ text: 'a\u2028b\u0085c' })).toBe('{"text":"a\\u2028b\\u0085c"}');
  });
});

describe('the output', () => {
  test('with --json holds records only; notes go to standard error', async () => {
    const [out, err] = [collected(), collected()];
    const output = openOutput(out.stream, err.stream, { json: true });
    await output.line('for people');
    await output.record({ a: 1 });
    output.note('by the way');
    output.progress('busy');
    await output.flush();
    expect(out.text()).toBe('{"a":1}\n');
    expect(err.text()).toBe('by the way\n');
  });

  test('without it holds lines only', async () => {
    const [out, err] = [collected(), collected()];
    const output = openOutput(out.stream, err.stream, { json: false });
    await output.record({ a: 1 });
    await output.line('for people\u001b[2J');
    await output.flush();
    expect(out.text()).toBe('for people[2J\n');
  });

  test('a reader that hangs up ends the writing and is no error', async () => {
    const gone = new Writable({
      write: (_chunk, _encoding, done) => done(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' })),
    });
    const err = collected();
    const output = openOutput(gone, err.stream, { json: true });
    await output.record({ a: 1 });
    await new Promise((resolve) => setImmediate(resolve));
    expect(output.closed).toBe(true);
    await output.record({ a: 2 });
    await output.flush();
    expect(err.text()).toBe('');
  });

  test('waits when the reader is slow', async () => {
    let take: () => void = () => undefined;
    const slow = new Writable({
      highWaterMark: 10,
      write: (_chunk, _encoding, done) => {
        take = done;
      },
    });
    const output = openOutput(slow, collected().stream, { json: true });
    let written = false;
    const writing = output.record({ long: 'x'.repeat(100) }).then(() => (written = true));
    await new Promise((resolve) => setImmediate(resolve));
    expect(written).toBe(false);
    take();
    await writing;
    expect(written).toBe(true);
  });
});

describe('wrapping', () => {
  test('breaks at spaces, keeps paragraphs and never breaks an address', () => {
    const address = `https://example.org/${'a'.repeat(60)}`;
    expect(wrap(`one two three\n\nfour ${address} five`, 9)).toBe(`one two\nthree\n\nfour\n${address}\nfive`);
  });
});
