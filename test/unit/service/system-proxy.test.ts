import { describe, expect, test } from 'vitest';
import { environmentProxy, waysOfPac } from '../../../main/service/system-proxy.ts';

const proxy = (via: 'http' | 'socks5', host: string, port: number, id = 'system') => ({
  via,
  id,
  host,
  port,
  username: null,
  password: null,
});

describe('what a proxy script answers', () => {
  test('is tried in its order', () => {
    expect(waysOfPac('SOCKS5 a.example:1081; PROXY b.example:3128; DIRECT')).toEqual([
      proxy('socks5', 'a.example', 1081),
      proxy('http', 'b.example', 3128, 'system-2'),
      { via: 'direct' },
    ]);
  });

  test('means going directly when it says nothing', () => {
    expect(waysOfPac('')).toEqual([{ via: 'direct' }]);
    expect(waysOfPac(' ; ')).toEqual([{ via: 'direct' }]);
  });

  test('never turns into going directly because a kind of proxy is unknown', () => {
    expect(waysOfPac('HTTPS secure.example:443')).toEqual([]);
    expect(waysOfPac('UNKNOWN')).toEqual([]);
    expect(waysOfPac('PROXY')).toEqual([]);
  });

  test('may name addresses of either family, and ports or not', () => {
    expect(waysOfPac('PROXY [2001:db8::1]:80; PROXY 192.0.2.7; SOCKS s.example')).toEqual([
      proxy('http', '2001:db8::1', 80),
      proxy('http', '192.0.2.7', 8080, 'system-2'),
      proxy('socks5', 's.example', 1080, 'system-3'),
    ]);
  });
});

describe('the environment', () => {
  const ways = async (env: Record<string, string>, url: string) => waysOfPac(await environmentProxy(env)(url));

  test('has a proxy for each scheme, and one for all', async () => {
    const env = { HTTPS_PROXY: 'http://p.example:3128', all_proxy: 'socks5h://s.example' };
    expect(await ways(env, 'https://news.example/')).toEqual([proxy('http', 'p.example', 3128)]);
    expect(await ways(env, 'http://news.example/')).toEqual([proxy('socks5', 's.example', 1080)]);
    expect(await ways({}, 'https://news.example/')).toEqual([{ via: 'direct' }]);
  });

  test('that names a proxy leaves no way past it', async () => {
    expect(await ways({ HTTP_PROXY: 'proxy.example:8080' }, 'http://news.example/')).not.toContainEqual({
      via: 'direct',
    });
    // TLS to the proxy itself is not spoken here; going directly instead would be a surprise.
    expect(await ways({ HTTPS_PROXY: 'https://p.example' }, 'https://news.example/')).toEqual([]);
  });

  test('gives a name and a password as they were before they were written into an address', async () => {
    const [way] = await ways({ HTTPS_PROXY: 'http://us%40er:p%3Ass@p.example:3128/' }, 'https://news.example/');
    expect(way).toMatchObject({ username: 'us@er', password: 'p:ss', port: 3128 });
  });

  test.each([
    ['news.example', 'https://news.example/', true],
    ['.example', 'https://news.example/', true],
    ['*.example', 'https://news.example/', true],
    ['example', 'https://news.example/', true],
    ['ews.example', 'https://news.example/', false],
    ['news.example:444', 'https://news.example/', false],
    ['news.example:443', 'https://news.example/', true],
    ['other, localhost,127.0.0.1', 'http://127.0.0.1:8080/', true],
    ['::1', 'http://[::1]/', true],
    ['*', 'https://anything.example/', true],
  ])('NO_PROXY %s for %s', async (list, url, exempt) => {
    const env = { ALL_PROXY: 'http://p.example:1', NO_PROXY: list };
    expect((await ways(env, url))[0]?.via).toBe(exempt ? 'direct' : 'http');
  });
});
