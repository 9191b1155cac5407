import { useState } from 'react';
import form from '../dialogs/form.module.css';
import { useText } from '../text/text.tsx';
import styles from './bundles.module.css';
import { qrOf } from './qr-path.ts';

type KeyQrProps = {
  /** Whose it is. */
  readonly name: string;
  readonly publicKey: string;
};

/** A public key for the camera of somebody beside one, and as it is written; folded until it is wanted. */
export function KeyQr({ name, publicKey }: KeyQrProps) {
  const words = useText().m.bundles;
  const [open, setOpen] = useState(false);
  return (
    <details className={styles['qr']} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary aria-label={words.qrOf(name)}>{words.qr}</summary>
      {open && (
        <>
          <Code label={words.qrOf(name)} text={publicKey} />
          <p className={form['hint']}>{words.qrHint}</p>
          <bdi dir="ltr" className={styles['mono']}>
            {publicKey}
          </bdi>
        </>
      )}
    </details>
  );
}

function Code({ label, text }: { readonly label: string; readonly text: string }) {
  const { size, path } = qrOf(text);
  return (
    // Dark on light in every theme: many cameras read nothing else. An <img> would want an address, which a drawing has not.
    // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role
    <svg role="img" aria-label={label} viewBox={`0 0 ${size} ${size}`} shapeRendering="crispEdges">
      <rect width={size} height={size} fill="#fff" />
      <path d={path} fill="#000" />
    </svg>
  );
}
