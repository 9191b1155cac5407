/** What is on its way: counted by kind and by host, for the slots that are left. */
import type { FetchKind } from '../../shared/model.ts';

export type OnItsWay = {
  readonly all: number;
  of(kind: FetchKind): number;
  atHost(origin: string): number;
  has(key: string): boolean;
  begin(key: string, kind: FetchKind, origin: string): void;
  end(key: string): void;
};

export function createOnItsWay(): OnItsWay {
  const pieces = new Map<string, { readonly kind: FetchKind; readonly origin: string }>();
  const byHost = new Map<string, number>();
  const byKind: Record<FetchKind, number> = { feed: 0, page: 0, image: 0 };
  return {
    get all() {
      return pieces.size;
    },
    of: (kind) => byKind[kind],
    atHost: (origin) => byHost.get(origin) ?? 0,
    has: (key) => pieces.has(key),
    begin(key, kind, origin) {
      if (pieces.has(key)) return;
      pieces.set(key, { kind, origin });
      byKind[kind]++;
      byHost.set(origin, (byHost.get(origin) ?? 0) + 1);
    },
    end(key) {
      const piece = pieces.get(key);
      if (!piece) return;
      pieces.delete(key);
      byKind[piece.kind]--;
      const left = (byHost.get(piece.origin) ?? 1) - 1;
      if (left > 0) byHost.set(piece.origin, left);
      else byHost.delete(piece.origin);
    },
  };
}
