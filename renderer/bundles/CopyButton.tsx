import form from '../dialogs/form.module.css';
import { useText } from '../text/text.tsx';

/** Puts a key on the clipboard: nobody types 56 characters. */
export function CopyButton({ what, text }: { readonly what: string; readonly text: string }) {
  const { m } = useText();
  return (
    <button
      type="button"
      className={form['secondary']}
      aria-label={m.bundles.copy(what)}
      onClick={() => void navigator.clipboard.writeText(text)}
    >
      {m.bundles.copyShort}
    </button>
  );
}
