/**
 * What the archive uses of the driver. Its own declarations lie outside the package's `exports`, where TypeScript does not
 * look, and speak of `any`.
 */
declare module 'better-sqlite3-multiple-ciphers' {
  type Value = string | number | bigint | Uint8Array | null;

  export type RunResult = { readonly changes: number; readonly lastInsertRowid: number | bigint };
  export type Statement<Row = unknown> = {
    run(...parameters: unknown[]): RunResult;
    get(...parameters: unknown[]): Row | undefined;
    all(...parameters: unknown[]): Row[];
    iterate(...parameters: unknown[]): IterableIterator<Row>;
    /** The first column of every row instead of the row. */
    pluck(on?: boolean): Statement<Value>;
    /** Rows as arrays. */
    raw(on?: boolean): Statement<Value[]>;
  };
  export type Connection = {
    readonly memory: boolean;
    readonly open: boolean;
    readonly name: string;
    readonly inTransaction: boolean;
    prepare<Row = unknown>(source: string): Statement<Row>;
    transaction<Result>(work: () => Result): { (): Result; immediate(): Result };
    exec(source: string): Connection;
    pragma(source: string, options?: { readonly simple?: boolean }): unknown;
    close(): Connection;
  };
  export type Options = { readonly readonly?: boolean; readonly fileMustExist?: boolean; readonly timeout?: number };
  /** `code`: the extended result code's name, such as `SQLITE_CORRUPT_VTAB`. */
  export type SqliteError = Error & { readonly code: string };

  const Sqlite: {
    new (path: string, options?: Options): Connection;
    readonly SqliteError: new (message: string, code: string) => SqliteError;
  };
  export default Sqlite;
}
