import { useState } from 'react';
import form from '../dialogs/form.module.css';
import { useText } from '../text/text.tsx';

/** Puts a key on the clipboard: nobody types 56 characters. */
export function CopyButton({ what, text }: { readonly what: string; readonly text: string }) {
  const { m } = useText();
  const [copied, setCopied] = useState(false);
  return (
    <>
      <button
        type="button"
        className={form['secondary']}
        aria-label={m.bundles.copy(what)}
        onClick={() => {
          navigator.clipboard.writeText(text).then(
            () => setCopied(true),
            () => setCopied(false),
          );
        }}
      >
        {copied ? m.link.copied : m.bundles.copyShort}
      </button>
      <output className={form['unseen']}>{copied && m.link.copied}</output>
    </>
  );
}
