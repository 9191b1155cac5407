import { type ReactNode, useId, useLayoutEffect, useRef } from 'react';
import { IconButton } from '../app/IconButton.tsx';
import { useText } from '../text/text.tsx';
import styles from './Modal.module.css';

type ModalProps = {
  readonly title: string;
  readonly wide?: boolean;
  readonly onClose: () => void;
  readonly children: ReactNode;
};

/**
 * The browser's own modal dialog: it keeps focus inside, makes the rest inert, closes on Esc and gives focus back.
 */
export function Modal({ title, wide = false, onClose, children }: ModalProps) {
  const { m } = useText();
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  // A layout effect, for its end comes before the element is taken away: only then can focus be given back.
  useLayoutEffect(() => {
    const element = dialog.current;
    if (element && !element.open) {
      element.showModal();
      // Where one goes on, or the dialog itself: the browser would take the first button, which closes it.
      (element.querySelector<HTMLElement>('[data-first-focus]') ?? element).focus({ preventScroll: true });
    }
    return () => element?.close();
  }, []);
  return (
    // A press on the backdrop lands on the dialog itself; keys have Esc.
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-noninteractive-element-interactions
    <dialog
      ref={dialog}
      className={styles['dialog']}
      data-wide={wide}
      tabIndex={-1}
      aria-labelledby={titleId}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onMouseDown={(event) => {
        if (event.target === event.currentTarget) onClose();
      }}
    >
      <div className={styles['inside']}>
        <header className={styles['header']}>
          <h2 id={titleId}>{title}</h2>
          <IconButton label={m.common.close} icon="close" onPress={onClose} />
        </header>
        {children}
      </div>
    </dialog>
  );
}
