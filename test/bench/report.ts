/** One measured thing, as `npm run bench` puts it into its table. */
export type BenchResult = {
  readonly what: string;
  /** The median, with its unit. */
  readonly larder: string;
  /** The same of what it is compared with, or what it must not exceed. */
  readonly beside: string;
  /** Larder's divided by the other's; above 1 is slower or larger. */
  readonly ratio: number | null;
};

const MARK = '\u001ebench ';

/** For the table of `npm run bench`; a bench that is run by itself prints its own words only. */
export function reportResult(result: BenchResult): void {
  if (process.env['LARDER_BENCH'] === '1') process.stdout.write(`${MARK}${JSON.stringify(result)}\n`);
}

/** The result in a line of a bench's output, if it is one. */
export function parseResult(line: string): BenchResult | null {
  return line.startsWith(MARK) ? (JSON.parse(line.slice(MARK.length)) as BenchResult) : null;
}
