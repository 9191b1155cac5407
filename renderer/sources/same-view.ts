import type { ListView } from '../../shared/contract.ts';
import { pathKey } from './folder-tree.ts';

/** The same entry of the sources pane, whatever its filters. */
export function sameView(a: ListView, b: ListView): boolean {
  if (a.kind === 'feed' && b.kind === 'feed') return a.feedId === b.feedId;
  if (a.kind === 'folder' && b.kind === 'folder') return pathKey(a.path) === pathKey(b.path);
  return a.kind === b.kind;
}
