import type { EventName } from './contract.ts';
import type { WireError } from './errors.ts';

/**
 * What the preload puts on a page as `window.larder`, and all it puts there. `call` resolves in both cases: an error that
 * is thrown across Electron's bridge loses its code.
 */
export type Bridge = {
  call(method: string, input: unknown): Promise<{ output: unknown } | { error: WireError }>;
  /** Returns the function that stops listening. */
  onEvent(name: EventName, listener: (data: unknown) => void): () => void;
};
