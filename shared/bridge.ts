import type { EventName } from './contract.ts';
import type { WireError } from './errors.ts';

/** Resolves in both cases: an error that is thrown across Electron's bridge loses its code. */
export type Answer<T> = { readonly output: T } | { readonly error: WireError };

/** What the preload puts on a page as `window.larder`, and all it puts there. */
export type Bridge = {
  call(method: string, input: unknown): Promise<Answer<unknown>>;
  /** The system's dialog for a folder. Null: the person left it. */
  chooseFolder(): Promise<Answer<string | null>>;
  /** Returns the function that stops listening. */
  onEvent(name: EventName, listener: (data: unknown) => void): () => void;
};
