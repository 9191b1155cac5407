import { expect, test } from 'vitest';
import type { Attempted } from '../../../main/service/attempted.ts';
import { createLine } from '../../../main/service/line.ts';
import type { Library, Outcome } from '../../../shared/model.ts';

function lineOver(urls: readonly string[]) {
  let nowMs = 1_000_000;
  const line = createLine({
    now: () => nowMs,
    random: () => 0.5,
    origins: { recentlyGood: () => false, setAnchor: () => undefined, all: () => [] },
    library: () => ({ subscriptions: urls.map((url) => ({ url })) }) as unknown as Library,
    onChange: () => undefined,
  });
  const saw = (url: string, outcome: Outcome): void => {
    nowMs += 1_000;
    const phases = { lookupMs: null, tcpMs: 1, tlsMs: null, firstByteMs: 2, totalMs: 3 };
    const fetched = { url, outcome, route: 'direct', authority: 'none', stranger: null, portalUrl: null, phases };
    line.saw({ feedId: null, outcome, fetched: { ...fetched, wireBytes: 500 } } as unknown as Attempted);
  };
  const without = (): void => line.heard({ kind: 'network', atMs: nowMs, identity: null, hasInterface: false });
  return { line, saw, without };
}

test('without an interface the line is down, until somebody answers all the same', () => {
  const { line, saw, without } = lineOver(['https://a.example/feed', 'https://b.example/feed']);
  without();
  expect(line.view()).toMatchObject({ state: 'offline', reason: { kind: 'no-interface' } });
  saw('https://a.example/feed', 'LOCAL');
  expect(line.state()).toBe('offline');
  saw('https://a.example/feed', 'OK');
  saw('https://b.example/feed', 'OK');
  line.passEnded();
  expect(line.state()).toBe('open');
});

test('a source on this machine says nothing of the web, unless there are no others', () => {
  const both = lineOver(['http://127.0.0.1:8080/feed', 'https://b.example/feed']);
  both.without();
  both.saw('http://127.0.0.1:8080/feed', 'OK');
  both.line.passEnded();
  expect(both.line.state()).toBe('offline');
  const own = lineOver(['http://127.0.0.1:8080/feed']);
  own.without();
  own.saw('http://127.0.0.1:8080/feed', 'OK');
  own.line.passEnded();
  expect(own.line.state()).toBe('open');
});
