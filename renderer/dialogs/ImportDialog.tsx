import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { TakeBundle } from '../bundles/TakeBundle.tsx';
import { useClient } from '../data/client-context.ts';
import { useCall } from '../data/use-call.ts';
import { useText } from '../text/text.tsx';
import { ChooseFile } from './ChooseFile.tsx';
import styles from './form.module.css';
import { ImportList } from './ImportList.tsx';
import { Modal } from './Modal.tsx';
import { Problem } from './Problem.tsx';

type Sent = { readonly uploads: readonly string[]; readonly file: string };

const OPML = /\.(?:opml|xml|txt)$/i;

/** What others gave: a bundle, in one file or its volumes, or a list of sources. */
export function ImportDialog({ onClose }: { readonly onClose: () => void }) {
  const { m, format } = useText();
  const client = useClient();
  const [list, setList] = useState<File | null>(null);
  const [sent, setSent] = useState<Sent | null>(null);
  const [progress, setProgress] = useState({ done: 0, total: 0 });
  const look = useCall('transfers.preview');
  const send = useMutation({
    async mutationFn(files: readonly File[]) {
      const total = files.reduce((sum, file) => sum + file.size, 0);
      const uploads: string[] = [];
      let before = 0;
      for (const file of files) {
        uploads.push(await client.upload(file, (bytes) => setProgress({ done: before + bytes, total })));
        before += file.size;
      }
      return { uploads, file: files[0]?.name ?? '' };
    },
    onSuccess(given) {
      setSent(given);
      lookAt(given, null);
    },
  });

  function lookAt({ uploads, file }: Sent, passphrase: string | null): void {
    look.mutate({ uploads: [...uploads], file: file.slice(0, MAX_NAME), passphrase });
  }

  function choose(files: readonly File[]): void {
    const [file] = files;
    if (file && files.length === 1 && OPML.test(file.name)) setList(file);
    else send.mutate(files);
  }

  return (
    <Modal title={m.bundles.takeTitle} wide={sent !== null} onClose={onClose}>
      <div className={styles['form']}>
        {list !== null && <ImportList file={list} onClose={onClose} />}
        {list === null && sent === null && (
          <>
            <p className={styles['hint']}>{m.bundles.takeBody}</p>
            <output>
              {send.isPending && m.bundles.sending(format.bytes(progress.done), format.bytes(progress.total))}
            </output>
            <Problem error={send.error} />
            <div className={styles['actions']}>
              <ChooseFile
                label={m.bundles.takeChoose}
                accept=""
                disabled={send.isPending}
                onFile={(file) => choose([file])}
                onFiles={choose}
              />
            </div>
          </>
        )}
        {sent !== null && look.data && (
          <TakeBundle
            {...sent}
            looking={look.data.id}
            onLookAgain={(passphrase) => lookAt(sent, passphrase)}
            onClose={onClose}
          />
        )}
        <Problem error={look.error} />
      </div>
    </Modal>
  );
}

/** As the contract has it. */
const MAX_NAME = 300;
