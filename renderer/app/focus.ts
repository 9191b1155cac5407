import type { Pane } from './ui-state.ts';

/** Moves focus into a pane: to where one was, or to its first stop. False where the pane is out of sight. */
export function focusPane(pane: Pane | 'activity'): boolean {
  const selector = {
    sources: '[data-source-row][aria-current="true"], [data-source-row]',
    list: '[data-list]',
    article: 'iframe[data-reading-frame]',
    activity: '[data-page-head]',
  }[pane];
  const current = document.querySelector<HTMLElement>(`[data-pane-name="${pane}"]`);
  const target = current?.querySelector<HTMLElement>(selector);
  if (!target || target.offsetParent === null) return false;
  target.focus();
  return true;
}

/** The pane that holds focus now; the list when none does. */
export function focusedPane(): Pane {
  const name = document.activeElement?.closest<HTMLElement>('[data-pane-name]')?.dataset['paneName'];
  return name === 'sources' || name === 'article' ? name : 'list';
}

/** The pane beside, by what one sees: in a mirrored window the sources are on the right. */
export function paneBeside(pane: Pane, side: 'left' | 'right', mirrored: boolean): Pane {
  const order: Pane[] = ['sources', 'list', 'article'];
  const step = (side === 'right') === !mirrored ? 1 : -1;
  return order[order.indexOf(pane) + step] ?? pane;
}
