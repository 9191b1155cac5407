// Runs in a network namespace of its own (see network-watch.test.ts): changes its interfaces and prints, a JSON line each,
// what was done and what the watch told.
import { execFileSync } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { watchNetwork } from '../../../main/service/network-watch.ts';

const say = (line: object): void => console.log(JSON.stringify({ atMs: performance.now(), ...line }));
const ip = (args: string): void => {
  execFileSync('ip', args.split(' '), { stdio: ['ignore', 'ignore', 'inherit'] });
};

/** Until the watch told something, at most ten seconds. */
async function told(count: number): Promise<void> {
  const untilMs = performance.now() + 10_000;
  while (heard < count && performance.now() < untilMs) await sleep(20);
}

let heard = 0;
const watch = watchNetwork({
  now: Date.now,
  key: Buffer.alloc(32, 1),
  onChange: (news) => {
    heard++;
    say({ news });
  },
});

say({ did: 'connect' });
ip('link add wan0 type veth peer name far0');
ip('addr add 10.9.8.7/24 dev wan0');
ip('link set far0 up');
ip('link set wan0 up');
await told(2);

say({ did: 'lease' });
ip('addr add 10.9.8.70/24 dev wan0');
watch.look();
say({ identity: watch.identity() });

say({ did: 'move' });
ip('addr flush dev wan0');
ip('addr add 10.200.1.7/24 dev wan0');
ip('route add default via 10.200.1.1');
ip('neigh add 10.200.1.1 lladdr 02:00:00:00:00:01 dev wan0');
await told(3);

say({ did: 'another gateway' });
ip('neigh replace 10.200.1.1 lladdr 02:00:00:00:00:02 dev wan0');
await told(4);

say({ did: 'disconnect' });
ip('link set wan0 down');
await told(5);
watch.stop();
