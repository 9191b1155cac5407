import { type RefObject, useEffect, useRef, useState } from 'react';

/**
 * Takes the keyboard to what has just come in place of what held it; the element is given `tabIndex={-1}`.
 * @param wanted false: the keyboard belongs elsewhere, as it was when it came
 */
export function useArrival<Kind extends HTMLElement>(wanted = true): RefObject<Kind | null> {
  const arrived = useRef<Kind>(null);
  const [atFirst] = useState(wanted);
  useEffect(() => {
    if (atFirst) arrived.current?.focus();
  }, [atFirst]);
  return arrived;
}
