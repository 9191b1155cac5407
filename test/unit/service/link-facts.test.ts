import { describe, expect, test, vi } from 'vitest';
import { askLinkFacts } from '../../../main/service/ask-link.ts';
import { hearHost, tellWorker } from '../../../main/service/host-news.ts';
import { createLinkFacts, type LinkFacts, watchLinkFacts } from '../../../main/service/link-facts.ts';

const nowhere = { readText: () => Promise.resolve(null), list: () => Promise.resolve([]) };
const silent = () => Promise.resolve(null);

/** Files below /sys/class/power_supply, as `name/file: text`. */
function supplies(files: Record<string, string>) {
  const root = '/sys/class/power_supply/';
  return {
    list: () => Promise.resolve([...new Set(Object.keys(files).map((path) => path.split('/')[0] ?? ''))]),
    readText: (path: string) => Promise.resolve(files[path.slice(root.length)] ?? null),
  };
}

describe('on Linux', () => {
  test.each([
    ['u 0\n', null],
    ['u 1\n', true],
    ['u 2\n', false],
    ['u 3\n', true],
    ['u 4\n', false],
    ['u 9\n', null],
    ['(<uint32 3>,)\n', true],
    ['nonsense', null],
  ])('NetworkManager says %j: the link costs: %s', async (said, metered) => {
    const run = (program: string) => Promise.resolve(program === 'gdbus' ? said : null);
    expect(await askLinkFacts({ platform: 'linux', run, ...nowhere })).toMatchObject({ metered });
  });

  test('it is not started, nor made to check anything, for the answer', async () => {
    const ran: string[] = [];
    const run = (program: string, args: readonly string[]) => {
      ran.push([program, ...args].join(' '));
      return Promise.resolve(null);
    };
    expect(await askLinkFacts({ platform: 'linux', run, ...nowhere })).toEqual({ metered: null, onBattery: null });
    expect(ran).toHaveLength(2);
    expect(ran[0]).toContain('--auto-start=no');
    for (const line of ran) expect(line).not.toMatch(/check|set-property/i);
  });

  test.each<[string, Record<string, string>, boolean | null]>([
    ['nothing is known without any supply', {}, null],
    [
      'plugged in',
      { 'AC/type': 'Mains\n', 'AC/online': '1\n', 'BAT0/type': 'Battery\n', 'BAT0/status': 'Charging\n' },
      false,
    ],
    [
      'on its battery',
      { 'AC/type': 'Mains\n', 'AC/online': '0\n', 'BAT0/type': 'Battery\n', 'BAT0/status': 'Discharging\n' },
      true,
    ],
    [
      'a second battery discharges',
      { 'BAT0/type': 'Battery', 'BAT0/status': 'Not charging', 'BAT1/type': 'Battery', 'BAT1/status': 'Discharging' },
      true,
    ],
    [
      'power comes by USB',
      { 'BAT0/type': 'Battery', 'BAT0/status': 'Discharging', 'usb/type': 'USB', 'usb/online': '1' },
      false,
    ],
    ['the battery is a mouse’s', { 'hid/type': 'Battery', 'hid/scope': 'Device', 'hid/status': 'Discharging' }, false],
    ['a full battery without word of the mains', { 'BAT0/type': 'Battery', 'BAT0/status': 'Full' }, false],
  ])('%s', async (_what, files, onBattery) => {
    expect(await askLinkFacts({ platform: 'linux', run: silent, ...supplies(files) })).toEqual({
      metered: null,
      onBattery,
    });
  });
});

describe('elsewhere', () => {
  test.each([
    ['cost=Unrestricted roaming=False\r\nbattery=2\r\n', { metered: false, onBattery: false }],
    ['cost=Fixed roaming=False\r\nbattery=1\r\n', { metered: true, onBattery: true }],
    ['cost=Variable roaming=False\r\nbattery=2,1\r\n', { metered: true, onBattery: true }],
    ['cost=Unrestricted roaming=True\r\nbattery=\r\n', { metered: true, onBattery: false }],
    ['cost=Unknown roaming=False\r\nbattery=5\r\n', { metered: null, onBattery: true }],
    ['cost= roaming=\r\nbattery=\r\n', { metered: null, onBattery: false }],
    [null, { metered: null, onBattery: null }],
  ])('Windows says %j', async (said, facts) => {
    const run = (program: string) => Promise.resolve(program === 'powershell.exe' ? said : null);
    expect(await askLinkFacts({ platform: 'win32', run })).toEqual(facts);
  });

  test.each([
    ["Now drawing from 'Battery Power'\n -InternalBattery-0 (id=1)\t83%; discharging\n", true],
    ["Now drawing from 'AC Power'\n", false],
    ["Now drawing from 'UPS Power'\n", true],
    ['', null],
    [null, null],
  ])('macOS says %j', async (said, onBattery) => {
    expect(await askLinkFacts({ platform: 'darwin', run: () => Promise.resolve(said) })).toEqual({
      metered: null,
      onBattery,
    });
  });

  test('any other system is asked nothing', async () => {
    const run = () => Promise.reject(new Error('must not run'));
    expect(await askLinkFacts({ platform: 'freebsd', run })).toEqual({ metered: null, onBattery: null });
  });

  test('here it is some answer or none, and no error', async () => {
    const { metered, onBattery } = await askLinkFacts();
    for (const fact of [metered, onBattery]) expect([true, false, null]).toContain(fact);
  });
});

describe('watching', () => {
  test('tells what is new, and asks one at a time', async () => {
    const answers: ((facts: LinkFacts) => void)[] = [];
    const told: LinkFacts[] = [];
    const ask = () => new Promise<LinkFacts>((resolve) => answers.push(resolve));
    const watch = watchLinkFacts((facts) => told.push(facts), { ask, everyMs: 3_600_000 });
    watch.look();
    expect(answers).toHaveLength(1);
    for (const onBattery of [null, true, true, false]) {
      answers.pop()!({ metered: null, onBattery });
      await vi.waitFor(() => {
        watch.look();
        expect(answers).toHaveLength(1);
      });
    }
    expect(told.map(({ onBattery }) => onBattery)).toEqual([true, false]);
    watch.stop();
    answers.pop()!({ metered: true, onBattery: true });
    await Promise.resolve();
    expect(told).toHaveLength(2);
  });

  test('the host is believed over the system, and a change is told once', () => {
    let changes = 0;
    const facts = createLinkFacts(() => (changes += 1));
    expect(facts.get()).toEqual({ metered: null, onBattery: null });
    facts.hearSystem({ metered: true, onBattery: false });
    facts.hear({ onBattery: true });
    facts.hear({ onBattery: true });
    facts.hearSystem({ metered: true, onBattery: false });
    expect(facts.get()).toEqual({ metered: true, onBattery: true });
    expect(changes).toBe(2);
  });

  test('what the host hears reaches the worker over its port', () => {
    const heard: unknown[] = [];
    let deliver: (message: unknown) => void = () => undefined;
    const port = {
      postMessage: (message: unknown) => deliver(structuredClone(message)),
      on: (_event: 'message', listener: (message: unknown) => void) => (deliver = listener),
    };
    hearHost(port, { hearLink: (facts) => heard.push(facts), lookAtNetwork: () => heard.push('look') });
    const core = tellWorker(port);
    core.hearLink({ onBattery: true });
    core.lookAtNetwork();
    deliver({ close: true });
    expect(heard).toEqual([{ onBattery: true }, 'look']);
  });
});
