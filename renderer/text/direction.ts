/** For a field: as its text runs. While there is none, `auto` would be left to right under a hint from right to left. */
export function directionOf(typed: string): 'auto' | undefined {
  return typed === '' ? undefined : 'auto';
}
