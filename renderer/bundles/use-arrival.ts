import { type RefObject, useEffect, useRef } from 'react';

/** Takes the keyboard to what has just come in place of what held it; the element is given `tabIndex={-1}`. */
export function useArrival<Kind extends HTMLElement>(): RefObject<Kind | null> {
  const arrived = useRef<Kind>(null);
  useEffect(() => arrived.current?.focus(), []);
  return arrived;
}
