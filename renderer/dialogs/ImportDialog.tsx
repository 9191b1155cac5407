import { useMutation } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { TakeBundle } from '../bundles/TakeBundle.tsx';
import { useClient } from '../data/client-context.ts';
import { useCall } from '../data/use-call.ts';
import { useText } from '../text/text.tsx';
import { ChooseFile } from './ChooseFile.tsx';
import styles from './form.module.css';
import { ImportList } from './ImportList.tsx';
import { Modal } from './Modal.tsx';
import { Problem } from './Problem.tsx';

type ImportDialogProps = {
  /** Dropped on the window. */
  readonly files?: readonly File[] | undefined;
  readonly onClose: () => void;
};

type Sent = { readonly uploads: readonly string[]; readonly file: string };
type Step =
  { readonly kind: 'choose' } | { readonly kind: 'list'; readonly file: File } | ({ readonly kind: 'sent' } & Sent);

/** What others gave: a bundle, in one file or its volumes, or a list of sources. */
export function ImportDialog({ files, onClose }: ImportDialogProps) {
  const { m } = useText();
  const [step, setStep] = useState<Step>({ kind: 'choose' });
  const [looking, setLooking] = useState<string | null>(null);
  const look = useCall('transfers.preview', ({ id }) => setLooking(id));
  // Files that were dropped are taken once: the second time one chooses.
  const [dropped, setDropped] = useState(files ?? []);

  function lookAt({ uploads, file }: Sent, passphrase: string | null): void {
    setLooking(null);
    const asked = { uploads: [...uploads], file: file.slice(0, MAX_NAME_CHARACTERS), passphrase };
    // The passphrase is not remembered after its use.
    look.mutate(asked, { onSuccess: look.reset });
  }

  return (
    <Modal title={m.bundles.takeTitle} wide={step.kind === 'sent'} onClose={onClose}>
      <div className={styles['form']}>
        {step.kind === 'choose' && (
          <ChooseAndSend
            dropped={dropped}
            onList={(file) => setStep({ kind: 'list', file })}
            onSent={(sent) => {
              setStep({ kind: 'sent', ...sent });
              lookAt(sent, null);
            }}
          />
        )}
        {step.kind === 'list' && <ImportList file={step.file} onClose={onClose} />}
        {look.isPending && <output>{m.bundles.making.opening}</output>}
        {step.kind === 'sent' && looking !== null && (
          <TakeBundle
            key={looking}
            looking={looking}
            onLookAgain={(passphrase) => lookAt(step, passphrase)}
            onOther={() => {
              setDropped([]);
              setStep({ kind: 'choose' });
            }}
            onClose={onClose}
          />
        )}
        <Problem error={look.error} />
      </div>
    </Modal>
  );
}

/** As the contract has it. */
const MAX_NAME_CHARACTERS = 300;

type ChooseAndSendProps = {
  readonly dropped: readonly File[];
  readonly onList: (file: File) => void;
  readonly onSent: (sent: Sent) => void;
};

function ChooseAndSend({ dropped, onList, onSent }: ChooseAndSendProps) {
  const { m, format } = useText();
  const client = useClient();
  const [progress, setProgress] = useState({ done: 0, total: 0 });
  const stop = useRef(new AbortController());
  const { mutate, isPending, error } = useMutation({
    async mutationFn(files: readonly File[]): Promise<File | Sent> {
      const [only] = files;
      if (only && files.length === 1 && (await isList(only))) return only;
      const total = files.reduce((sum, file) => sum + file.size, 0);
      const uploads: string[] = [];
      let before = 0;
      for (const file of files) {
        setProgress({ done: before, total });
        const follow = (bytes: number): void => setProgress({ done: before + bytes, total });
        uploads.push(await client.upload(file, follow, stop.current.signal));
        before += file.size;
      }
      return { uploads, file: only?.name ?? '' };
    },
    onSuccess(given) {
      if (stop.current.signal.aborted) return;
      if (given instanceof File) onList(given);
      else onSent(given);
    },
  });
  // A dialog that is closed sends nothing more; what is there stays, and is gone on with the next time.
  useEffect(() => {
    stop.current = new AbortController();
    const { current } = stop;
    return () => current.abort();
  }, []);
  useEffect(() => {
    if (dropped.length > 0) mutate(dropped);
  }, [dropped, mutate]);

  return (
    <>
      <p className={styles['hint']}>{m.bundles.takeBody}</p>
      {isPending && progress.total > 0 && (
        <div>
          <progress
            className={styles['progress']}
            aria-label={m.bundles.takeTitle}
            max={progress.total}
            value={progress.done}
          />
          <output>{m.bundles.sending(format.bytes(progress.done), format.bytes(progress.total))}</output>
        </div>
      )}
      <Problem error={error} />
      <div className={styles['actions']}>
        <ChooseFile
          label={m.bundles.takeChoose}
          accept=""
          disabled={isPending}
          focused
          onFile={(file) => mutate([file])}
          onFiles={mutate}
        />
      </div>
    </>
  );
}

/** Bytes in which a file shows what it is. */
const HEAD_BYTES = 64;

/** A list of sources begins like any XML, whatever it is called; a file that cannot be read is told by whoever reads it. */
async function isList(file: File): Promise<boolean> {
  if (/\.(?:opml|xml)$/i.test(file.name)) return true;
  const head = await file
    .slice(0, HEAD_BYTES)
    .text()
    .catch(() => '');
  return head
    .replace(/^\uFEFF/, '')
    .trimStart()
    .startsWith('<');
}
