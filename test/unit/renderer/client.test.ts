import { describe, expect, it } from 'vitest';
import { createBridgeClient, createHttpClient, type HttpParts } from '../../../renderer/client.ts';

/** An EventSource that a test speaks through. */
class FakeEvents extends EventTarget {
  closed = false;
  close(): void {
    this.closed = true;
  }
}

function setUp(answer: (url: string, init: RequestInit) => Response | Promise<Response>) {
  const streams: FakeEvents[] = [];
  const waiting: (() => void)[] = [];
  const asked: string[] = [];
  const parts: HttpParts = {
    base: 'http://127.0.0.1:4000/secret/',
    fetch: async (input, init) => await answer(input as string, init ?? {}),
    openEvents(address) {
      asked.push(address);
      const stream = new FakeEvents();
      streams.push(stream);
      return stream as unknown as EventSource;
    },
    wait: (run) => void waiting.push(run),
  };
  return { client: createHttpClient(parts), streams, waiting, asked };
}

const reply = (value: unknown) => new Response(JSON.stringify(value));

describe('the client over HTTP', () => {
  it('asks under the address the page came from, and hands out the output', async () => {
    const seen: [string, RequestInit][] = [];
    const { client } = setUp((url, init) => {
      seen.push([url, init]);
      return reply({ output: [{ id: 'a' }] });
    });
    expect(await client.call('feeds.list', {})).toEqual([{ id: 'a' }]);
    expect(seen[0]?.[0]).toBe('http://127.0.0.1:4000/secret/api/feeds.list');
    expect(seen[0]?.[1]).toMatchObject({ method: 'POST', body: '{}' });
  });

  it('turns an error of the core into one with its code', async () => {
    const { client } = setUp(() => reply({ error: { code: 'OFFLINE', message: 'No.', details: {} } }));
    await expect(client.call('fetch.start', { feedIds: null })).rejects.toMatchObject({ code: 'OFFLINE' });
  });

  it('says that the host is gone when it does not answer, and that it is back when its events open', async () => {
    const { client, streams, waiting } = setUp(() => Promise.reject(new TypeError('Failed to fetch')));
    const states: boolean[] = [];
    client.host.subscribe(() => states.push(client.host.isThere()));
    await expect(client.call('status.get', {})).rejects.toMatchObject({ code: 'CLOSED' });
    expect(client.host.isThere()).toBe(false);

    streams[0]?.dispatchEvent(new Event('error'));
    expect(streams[0]?.closed).toBe(true);
    waiting.shift()?.();
    expect(streams).toHaveLength(2);
    streams[1]?.dispatchEvent(new Event('open'));
    expect(states).toEqual([false, true]);
  });

  it('delivers events to those who listen, until they stop', () => {
    const { client, streams, asked } = setUp(() => reply({ output: null }));
    expect(asked).toEqual(['http://127.0.0.1:4000/secret/events']);
    const heard: unknown[] = [];
    const stop = client.onEvent('changed', (event) => heard.push(event));
    const send = () =>
      streams[0]?.dispatchEvent(new MessageEvent('changed', { data: '{"feeds":true,"articles":false}' }));
    send();
    stop();
    send();
    expect(heard).toEqual([{ feeds: true, articles: false }]);
  });

  it('refuses an answer of an unknown shape', async () => {
    const { client } = setUp(() => reply('hello'));
    await expect(client.call('status.get', {})).rejects.toMatchObject({ code: 'INTERNAL' });
  });
});

describe('the client over the bridge', () => {
  it('unwraps both kinds of result', async () => {
    const client = createBridgeClient(
      {
        call: (method) =>
          Promise.resolve(
            method === 'status.get'
              ? { output: { state: 'open' } }
              : { error: { code: 'NOT_FOUND', message: 'Gone.', details: {} } },
          ),
        onEvent: () => () => {},
        chooseFolder: () => Promise.resolve({ output: '/media/stick' }),
      },
      'larder://app/',
    );
    expect(await client.call('status.get', {})).toEqual({ state: 'open' });
    await expect(client.call('feeds.list', {})).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await client.chooseFolder?.()).toBe('/media/stick');
  });
});
