/** The two ends of what the host hears before anybody else: whence the power comes, and that the device woke up. */
import type { LinkFacts } from './link-facts.ts';
import { hasKey, type LinkMessage, type LookMessage, type ThreadPort } from './worker-messages.ts';

export type HostNews = {
  /** What is absent stays as it was. */
  hearLink(facts: Partial<LinkFacts>): void;
  /** Something may be another than a moment ago: looks now instead of within seconds. */
  lookAtNetwork(): void;
};

/** In the host: says it over the worker's port. */
export function tellWorker(port: ThreadPort): HostNews {
  return {
    hearLink: (link) => port.postMessage({ link } satisfies LinkMessage),
    lookAtNetwork: () => port.postMessage({ lookAtNetwork: true } satisfies LookMessage),
  };
}

/** In the worker: hands on what comes over its port. */
export function hearHost(port: ThreadPort, news: HostNews): void {
  port.on('message', (message) => {
    if (hasKey(message, 'link')) news.hearLink((message as LinkMessage).link);
    if (hasKey(message, 'lookAtNetwork')) news.lookAtNetwork();
  });
}
