/**
 * The reading frame runs no script and follows no link; the app reaches into its document from outside (same origin) and
 * takes what happens there. Nothing here may give the frame an address to go to.
 */
export type FrameEvents = {
  onKey(event: KeyboardEvent): void;
  /** The address a link shows, as the archive wrote it. */
  onLink(address: string): void;
  onScroll(top: number): void;
};

/** Listens until the returned function is called. */
export function listenToFrame(frame: Document, events: FrameEvents): () => void {
  const stop = new AbortController();
  const options = { signal: stop.signal };

  frame.addEventListener(
    'keydown',
    (event) => {
      const link = event.key === 'Enter' || event.key === ' ' ? linkAt(event.target) : null;
      if (link) {
        event.preventDefault();
        follow(frame, link, events);
      } else events.onKey(event);
    },
    options,
  );
  for (const name of ['click', 'auxclick'] as const) {
    frame.addEventListener(
      name,
      (event) => {
        const link = linkAt(event.target);
        if (!link || (name === 'auxclick' && event.button !== 1)) return;
        event.preventDefault();
        follow(frame, link, events);
      },
      options,
    );
  }
  frame.addEventListener('scroll', () => events.onScroll(frame.documentElement.scrollTop), {
    ...options,
    passive: true,
  });
  return () => stop.abort();
}

/** A click may land on an element or, in some engines, on a text node; classes of the frame's realm are not ours. */
function linkAt(target: EventTarget | null): Element | null {
  if (target === null || !('nodeType' in target)) return null;
  const node = target as Node;
  const element = node.nodeType === Node.ELEMENT_NODE ? (node as Element) : node.parentElement;
  return element?.closest('[data-href]') ?? null;
}

function follow(frame: Document, link: Element, events: FrameEvents): void {
  const address = link.getAttribute('data-href') ?? '';
  if (!address.startsWith('#')) {
    events.onLink(address);
    return;
  }
  // A footnote: stay in the text. Scrolling by hand leaves no trace in the address or the history.
  const place = address.length > 1 ? frame.getElementById(decodeFragment(address.slice(1))) : frame.documentElement;
  place?.scrollIntoView({ block: 'start' });
}

function decodeFragment(fragment: string): string {
  try {
    return decodeURIComponent(fragment);
  } catch {
    return fragment; // a lone percent sign: the id is spelled as it stands
  }
}

export type FrameLook = { readonly theme: 'system' | 'light' | 'dark'; readonly textSize: number };

/** Theme and size of the text; the style sheet does the rest. */
export function dressFrame(frame: Document, look: FrameLook): void {
  frame.documentElement.dataset['theme'] = look.theme;
  frame.documentElement.style.setProperty('--text-size', `${look.textSize}%`);
}

/** Pictures that are not here say so, and why, in the person's language; `reading.css` shows it. */
export function labelMissing(frame: Document, labels: Readonly<Record<'wanted' | 'refused' | 'gone', string>>): void {
  for (const place of frame.querySelectorAll('.missing-image')) {
    const state = place.getAttribute('data-state');
    if (state === 'wanted' || state === 'refused' || state === 'gone') place.setAttribute('data-say', labels[state]);
  }
}
