/** Data of which there is one way only to write it, so that its hash names it. */
export type Plain = string | number | boolean | null | readonly Plain[] | { readonly [name: string]: Plain };

/**
 * UTF-8 text without white space, members in the order of their code units, lone surrogates replaced.
 * @throws RangeError for a number that is not whole: how those are written is not the same everywhere
 */
export function canonicalJson(value: Plain): string {
  if (typeof value === 'string') return JSON.stringify(value.toWellFormed());
  if (typeof value === 'number') {
    if (!Number.isSafeInteger(value)) throw new RangeError('Canonical JSON knows whole numbers only.');
    return String(value);
  }
  if (value === null || typeof value === 'boolean') return String(value);
  if (isList(value)) return `[${value.map(canonicalJson).join(',')}]`;
  const members = Object.keys(value)
    .sort()
    .map((name) => `${JSON.stringify(name)}:${canonicalJson(value[name] as Plain)}`);
  return `{${members.join(',')}}`;
}

function isList(value: Plain): value is readonly Plain[] {
  return Array.isArray(value);
}
