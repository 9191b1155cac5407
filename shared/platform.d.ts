// The few globals that every environment (Node, Electron's renderer, its preload, browsers) has under the same name,
// so that shared/ needs neither the DOM's nor Node's types. Only tsconfig.shared.json sees this file.
declare class URLSearchParams {
  keys(): IterableIterator<string>;
  getAll(name: string): string[];
  delete(name: string): void;
}
declare class URL {
  constructor(url: string, base?: string);
  protocol: string;
  hostname: string;
  host: string;
  port: string;
  pathname: string;
  search: string;
  hash: string;
  href: string;
  origin: string;
  readonly searchParams: URLSearchParams;
}
declare class AbortSignal {
  readonly aborted: boolean;
}
