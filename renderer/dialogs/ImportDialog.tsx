import { useMutation } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { AsideNote } from '../bundles/AsideNote.tsx';
import { chosenFiles, type FoundFile } from '../bundles/found-files.ts';
import { groupFiles, type Grouped } from '../bundles/group-files.ts';
import { TakeMany } from '../bundles/TakeMany.tsx';
import { TakeOne } from '../bundles/TakeOne.tsx';
import { useText } from '../text/text.tsx';
import { ChooseFile } from './ChooseFile.tsx';
import styles from './form.module.css';
import { ImportList } from './ImportList.tsx';
import { Modal } from './Modal.tsx';
import { Problem } from './Problem.tsx';

type ImportDialogProps = {
  /** Dropped on the window. */
  readonly files?: readonly FoundFile[] | undefined;
  readonly onClose: () => void;
};

type Given = { readonly kind: 'list'; readonly file: File } | ({ readonly kind: 'bundles' } & Grouped);
type Step = { readonly kind: 'choose' } | Given;

/** What others gave: bundles, each in one file or its volumes, or a list of sources. */
export function ImportDialog({ files, onClose }: ImportDialogProps) {
  const { m } = useText();
  const [step, setStep] = useState<Step>({ kind: 'choose' });
  // Files that were dropped are taken once: the second time one chooses.
  const [dropped, setDropped] = useState(files ?? []);
  const [only, ...others] = step.kind === 'bundles' ? step.bundles : [];

  function onOther(): void {
    setDropped([]);
    setStep({ kind: 'choose' });
  }

  return (
    <Modal title={m.bundles.takeTitle} wide={only !== undefined} onClose={onClose}>
      <div className={styles['form']}>
        {only === undefined && step.kind !== 'list' && (
          <Choose dropped={dropped} given={step.kind === 'bundles' ? step : null} onGiven={setStep} />
        )}
        {step.kind === 'list' && <ImportList file={step.file} onClose={onClose} />}
        {step.kind === 'bundles' && only !== undefined && others.length === 0 && (
          <>
            <TakeOne bundle={only} otherLabel={m.bundles.takeOther} onOther={onOther} onClose={onClose} />
            <AsideNote names={step.aside} />
          </>
        )}
        {step.kind === 'bundles' && others.length > 0 && (
          <TakeMany bundles={step.bundles} aside={step.aside} onOther={onOther} onClose={onClose} />
        )}
      </div>
    </Modal>
  );
}

type ChooseProps = {
  readonly dropped: readonly FoundFile[];
  /** What was given before, and held no bundle. */
  readonly given: Grouped | null;
  readonly onGiven: (given: Given) => void;
};

function Choose({ dropped, given, onGiven }: ChooseProps) {
  const { m } = useText();
  const { mutate, isPending, error } = useMutation({ mutationFn: lookThrough, onSuccess: onGiven });
  useEffect(() => {
    if (dropped.length > 0) mutate(dropped);
  }, [dropped, mutate]);
  const choose = (files: readonly File[]): void => mutate(chosenFiles(files));
  return (
    <>
      <p className={styles['hint']}>{m.bundles.takeBody}</p>
      {given !== null && (
        <p className={styles['notice']} role="alert">
          {m.bundles.noBundles}
        </p>
      )}
      <AsideNote names={given?.aside ?? []} />
      <Problem error={error} />
      <div className={styles['actions']}>
        <ChooseFile label={m.bundles.takeFolder} accept="" folder quiet disabled={isPending} onFiles={choose} />
        <ChooseFile label={m.bundles.takeChoose} accept="" disabled={isPending} focused onFiles={choose} />
      </div>
    </>
  );
}

async function lookThrough(found: readonly FoundFile[]): Promise<Given> {
  const [first] = found;
  if (first && found.length === 1 && first.folder === '' && (await isList(first.file))) {
    return { kind: 'list', file: first.file };
  }
  return { kind: 'bundles', ...groupFiles(found) };
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
