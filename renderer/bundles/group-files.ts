import type { FoundFile } from './found-files.ts';

/** A bundle as files: one, or all of its volumes with their list. */
export type BundleFiles = {
  /** What the file is called; in a folder, with the way to it. */
  readonly name: string;
  readonly files: readonly File[];
};

export type Grouped = {
  readonly bundles: readonly BundleFiles[];
  /** Names of files that are no bundles by their names. */
  readonly aside: readonly string[];
};

/**
 * Which files are a bundle, by their names (docs/notes/bundles.md, "Volumes"): a list of volumes and what is numbered like
 * it are one, every other bundle is one by itself. Whoever chose a file by hand means it, whatever it is called; in a
 * folder anything may lie. Hidden files and what was thrown away are not spoken of.
 */
export function groupFiles(found: readonly FoundFile[]): Grouped {
  const folders = new Map<string, File[]>();
  for (const { file, folder } of found) {
    if (!isHidden(folder, file.name)) folders.set(folder, [...(folders.get(folder) ?? []), file]);
  }
  const groups = [...folders].map(([folder, files]) => (folder === '' ? groupChosen(files) : groupIn(folder, files)));
  return {
    bundles: groups.flatMap(({ bundles }) => bundles).toSorted((a, b) => byName(a.name, b.name)),
    aside: groups.flatMap(({ aside }) => aside).toSorted(byName),
  };
}

function groupChosen(files: readonly File[]): Grouped {
  const [first] = files;
  const lists = files.filter(({ name }) => isPartsList(name));
  // Messengers give volumes names of their own: together with one list they are what it lists.
  if (first && lists.length <= 1 && !files.some(({ name }) => isWhole(name))) {
    return { bundles: [{ name: stemOf(lists[0]?.name ?? first.name) ?? first.name, files }], aside: [] };
  }
  const { volumes, rest } = splitVolumes(files);
  const others = rest.filter(({ name }) => !isSourceList(name));
  return {
    bundles: [...volumes, ...others.map((file) => ({ name: file.name, files: [file] }))],
    aside: rest.filter((file) => !others.includes(file)).map(({ name }) => name),
  };
}

function groupIn(folder: string, files: readonly File[]): Grouped {
  const named = (name: string): string => `${folder}/${name}`;
  const { volumes, rest } = splitVolumes(files);
  const listed = volumes.filter((volume) => volume.files.some(({ name }) => isPartsList(name)));
  const alone = volumes.filter((volume) => !listed.includes(volume)).flatMap((volume) => volume.files);
  const whole = rest.filter(({ name }) => isWhole(name));
  return {
    bundles: [
      ...listed.map((volume) => ({ ...volume, name: named(volume.name) })),
      ...whole.map((file) => ({ name: named(file.name), files: [file] })),
    ],
    aside: [...rest.filter((file) => !whole.includes(file)), ...alone].map(({ name }) => named(name)),
  };
}

function splitVolumes(files: readonly File[]): { readonly volumes: readonly BundleFiles[]; readonly rest: File[] } {
  const volumes = new Map<string, { name: string; files: File[] }>();
  const rest: File[] = [];
  for (const file of files) {
    const stem = stemOf(file.name);
    // Sticks do not tell large letters from small ones.
    const key = stem?.toLowerCase() ?? '';
    if (stem === null) rest.push(file);
    else volumes.set(key, { name: stem, files: [...(volumes.get(key)?.files ?? []), file] });
  }
  return { volumes: [...volumes.values()], rest };
}

/** What volumes and their list have in common: `news.zip` of `news.zip.001` and `news.zip.parts`. */
function stemOf(name: string): string | null {
  return /^(.+)\.(?:\d{3,5}|parts)$/i.exec(name)?.[1] ?? null;
}

function isPartsList(name: string): boolean {
  return /\.parts$/i.test(name);
}

/** Other things that Larder locks are told by the ending before. */
function isWhole(name: string): boolean {
  if (/\.(?:have|epub|html|json|txt|opml)\.age$/i.test(name)) return false;
  return /\.(?:zip|larder|age)$/i.test(name);
}

function isSourceList(name: string): boolean {
  return /\.(?:opml|xml)$/i.test(name);
}

/** Also what macOS writes beside each file of a stick, and the bins of the systems. */
function isHidden(folder: string, name: string): boolean {
  return [...folder.split('/'), name].some((part) => part.startsWith('.') || /^\$recycle\.bin$/i.test(part));
}

const ORDER = new Intl.Collator(undefined, { numeric: true });

function byName(a: string, b: string): number {
  return ORDER.compare(a, b);
}
