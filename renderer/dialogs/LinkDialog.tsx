import { useState } from 'react';
import { readLinkAddress } from '../article/link-address.ts';
import { useText } from '../text/text.tsx';
import styles from './form.module.css';
import link from './LinkDialog.module.css';
import { Modal } from './Modal.tsx';

type LinkDialogProps = { readonly address: string; readonly onClose: () => void };

/** Shows where a link leads before anything goes there. The address is text here, never a link that could be hovered. */
export function LinkDialog({ address, onClose }: LinkDialogProps) {
  const { m } = useText();
  const [copied, setCopied] = useState(false);
  const target = readLinkAddress(address);
  if (!target) {
    return (
      <Modal title={m.link.title} onClose={onClose}>
        <p className={styles['problem']}>{m.link.notAllowed}</p>
        <p className={link['address']} dir="ltr">
          {/* Not an address of the web: shown with everything that hides or reorders letters taken out. */}
          {visibleText(address)}
        </p>
      </Modal>
    );
  }
  const warnings = [
    target.mixedAlphabets && m.link.mixed,
    target.credentials && m.link.credentials,
    !target.encrypted && m.link.unencrypted,
  ].filter((warning) => warning !== false);
  return (
    <Modal title={m.link.title} onClose={onClose}>
      <form
        className={styles['form']}
        onSubmit={(event) => {
          event.preventDefault();
          window.open(target.href, '_blank', 'noopener,noreferrer');
          onClose();
        }}
      >
        <p className={styles['hint']}>{m.link.body}</p>
        <p className={link['address']} dir="ltr" data-link-address>
          <span>{target.before}</span>
          <strong>{target.host}</strong>
          <span>{target.after}</span>
        </p>
        {target.spelledOut !== null && (
          <p>
            {m.link.spelledOut} <bdi className={link['spelled']}>{target.spelledOut}</bdi>
          </p>
        )}
        {warnings.map((warning) => (
          <p key={warning} className={styles['notice']}>
            {warning}
          </p>
        ))}
        <div className={styles['actions']}>
          <button
            type="button"
            className={styles['secondary']}
            onClick={() => void navigator.clipboard.writeText(target.href).then(() => setCopied(true))}
          >
            {copied ? m.link.copied : m.link.copy}
          </button>
          <button type="submit" className={styles['primary']} data-first-focus>
            {m.link.open}
          </button>
        </div>
      </form>
    </Modal>
  );
}

/** More than this of something that cannot be opened is of no use. */
const SHOWN_CHARACTERS = 500;

function visibleText(text: string): string {
  return text.slice(0, SHOWN_CHARACTERS).replace(/[\p{Cc}\p{Cf}]/gu, '\uFFFD');
}
