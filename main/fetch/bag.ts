/**
 * A collection without order that is filled and emptied all the time. Not a Set or a Map: these leave a chain of outgrown
 * tables behind, by which the requests of a whole second stay in memory and are copied about (V8; measured: a sixth of
 * what a small answer costs).
 */
export type Bagged = { at: number };

/** Where a thing is that is in no bag. */
export const NOWHERE = -1;

export function putIn<T extends Bagged>(bag: T[], thing: T): void {
  thing.at = bag.push(thing) - 1;
}

/** False: it was not there. */
export function takeOut<T extends Bagged>(bag: T[], thing: T): boolean {
  if (thing.at === NOWHERE) return false;
  const last = bag.pop();
  if (last && last !== thing) {
    bag[thing.at] = last;
    last.at = thing.at;
  }
  thing.at = NOWHERE;
  return true;
}
