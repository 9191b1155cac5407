/** The two ends of one question: by which proxies does the system go to this address? Only the host can say. */
import type { SystemProxy } from './system-proxy.ts';
import { hasKey, type ProxyAnswer, type ProxyQuestion, type ThreadPort } from './worker-messages.ts';

/** A proxy script that hangs must not hold up every source; the answer then is to fail closed. */
const ANSWER_WITHIN_MS = 10_000;

/** In the worker: asks over its port. */
export function askHostForProxy(port: ThreadPort): SystemProxy {
  const open = new Map<number, (pac: string) => void>();
  let last = 0;
  port.on('message', (message) => {
    if (!hasKey(message, 'pac')) return;
    const { question, pac } = message as ProxyAnswer;
    open.get(question)?.(pac);
    open.delete(question);
  });
  return (url) =>
    new Promise((resolve) => {
      const question = ++last;
      // Nothing that can be dialed: without the system's word nothing goes out past it.
      const timer = setTimeout(() => {
        open.delete(question);
        resolve('UNKNOWN');
      }, ANSWER_WITHIN_MS);
      timer.unref();
      open.set(question, (pac) => {
        clearTimeout(timer);
        resolve(pac);
      });
      port.postMessage({ proxyFor: url, question } satisfies ProxyQuestion);
    });
}

/** In the host: answers what comes over the worker's port. */
export function answerProxyQuestions(port: ThreadPort, systemProxy: SystemProxy): void {
  port.on('message', (message) => {
    if (!hasKey(message, 'proxyFor')) return;
    const { proxyFor, question } = message as ProxyQuestion;
    void systemProxy(proxyFor)
      .catch(() => 'UNKNOWN') // as above: closed
      .then((pac) => port.postMessage({ question, pac } satisfies ProxyAnswer));
  });
}
