import { useText } from './text.tsx';

/** Names from outside in a row: each runs its own way, and the row runs as the language does. */
export function NameList({ names }: { readonly names: readonly string[] }) {
  const { format } = useText();
  return format.listParts(names).map(({ type, value }, place) =>
    // Parts have nothing of their own but their place: commas are alike, and a name may come twice.
    // oxlint-disable-next-line react/no-array-index-key
    type === 'element' ? <bdi key={place}>{value}</bdi> : value,
  );
}
