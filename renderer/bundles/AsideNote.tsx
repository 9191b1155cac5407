import form from '../dialogs/form.module.css';
import { NameList } from '../text/NameList.tsx';
import { useText } from '../text/text.tsx';

/** More than these nobody reads; the number of the rest is told. */
const SHOWN = 5;

/** Files that were given with bundles, and are none by their names; nothing while there are none. */
export function AsideNote({ names }: { readonly names: readonly string[] }) {
  const { m } = useText();
  if (names.length === 0) return null;
  const more = names.length - SHOWN;
  const shown = [...names.slice(0, SHOWN), ...(more > 0 ? [m.bundles.moreSources(more)] : [])];
  return (
    <p className={form['hint']}>
      {m.bundles.aside(names.length)} <NameList names={shown} />
    </p>
  );
}
