import { parseTypedUrl } from '../../shared/url.ts';

/** The host in what a person typed, for the sentence that says who is being asked. */
export function hostOf(typed: string): string {
  try {
    return parseTypedUrl(typed).hostname;
  } catch {
    return typed; // not an address: the core will say so, in better words
  }
}
