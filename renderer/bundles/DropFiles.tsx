import { useEffect, useRef, useState } from 'react';
import type { Dialog } from '../app/ui-state.ts';
import { useFail, useOpenDialog } from '../app/ui-context.ts';
import { useText } from '../text/text.tsx';
import styles from './DropFiles.module.css';
import { droppedFiles } from './found-files.ts';

/**
 * Files, and folders of them, that are dropped anywhere on the window are looked at as if they had been chosen. Without this the browser would
 * leave the page for them. Over another dialog they are let go.
 */
export function DropFiles({ dialog }: { readonly dialog: Dialog | null }) {
  const { m } = useText();
  const openDialog = useOpenDialog();
  const fail = useFail();
  const [over, setOver] = useState(false);
  const drops = useRef(0);
  const isWelcome = dialog === null || dialog.kind === 'import';

  useEffect(() => {
    const stop = new AbortController();
    const options = { signal: stop.signal };
    const listen = (name: 'dragenter' | 'dragover' | 'dragleave' | 'drop', act: (event: DragEvent) => void) =>
      document.addEventListener(
        name,
        (event) => {
          if (event.dataTransfer?.types.includes('Files')) act(event);
        },
        options,
      );
    listen('dragenter', () => setOver(true));
    listen('dragover', (event) => {
      event.preventDefault();
      if (event.dataTransfer) event.dataTransfer.dropEffect = isWelcome ? 'copy' : 'none';
    });
    listen('dragleave', (event) => {
      // Out of the window, not from one element into another.
      if (event.relatedTarget === null) setOver(false);
    });
    listen('drop', (event) => {
      event.preventDefault();
      setOver(false);
      if (!isWelcome || !event.dataTransfer) return;
      droppedFiles(event.dataTransfer).then((files) => {
        if (files.length === 0) return;
        drops.current += 1;
        openDialog({ kind: 'import', dropped: { files, number: drops.current } });
      }, fail);
    });
    return () => stop.abort();
  }, [isWelcome, openDialog, fail]);

  if (!over || dialog !== null) return null;
  return (
    <div className={styles['over']} aria-hidden="true">
      <p>{m.bundles.drop}</p>
    </div>
  );
}
