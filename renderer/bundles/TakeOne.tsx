import { useMutation } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import type { ImportReport } from '../../shared/bundles.ts';
import type { HostedClient } from '../client.ts';
import { useClient } from '../data/client-context.ts';
import form from '../dialogs/form.module.css';
import { Problem } from '../dialogs/Problem.tsx';
import { useText } from '../text/text.tsx';
import type { BundleFiles } from './group-files.ts';
import { dropLook, MAX_FILE_NAME_CHARACTERS } from './look-and-take.ts';
import { sendFiles } from './send-files.ts';
import { TakeBundle } from './TakeBundle.tsx';
import { WayOn } from './WayOn.tsx';

type TakeOneProps = {
  readonly bundle: BundleFiles;
  /** What leads on from it. */
  readonly otherLabel: string;
  /** It is one of several: nothing of a look stays when it is left. Otherwise that goes on, and the foot of the window tells of it. */
  readonly passing?: boolean;
  readonly onOther: (report: ImportReport | null) => void;
  readonly onClose: () => void;
};

/** What there is to be taken back when it is left. */
type Left = {
  readonly stop: AbortController;
  readonly looks: string[];
  /** What goes on; never rejects. */
  work: Promise<unknown>;
  /** It is being stored, and takes care of the rest itself. */
  taking: boolean;
};

/** One bundle: sent, looked at, and taken in if one wants it. */
export function TakeOne({ bundle, otherLabel, passing = false, onOther, onClose }: TakeOneProps) {
  const { m } = useText();
  const client = useClient();
  const [sent, setSent] = useState({ done: 0, total: 0 });
  const [looking, setLooking] = useState<string | null>(null);
  const [begun, setBegun] = useState(false);
  const left = useRef<Left | null>(null);
  const { mutate, isPending, error, reset } = useMutation({
    mutationFn(passphrase: string | null): Promise<string> {
      const mine = left.current ?? nothingYet();
      const work = look(client, bundle, passphrase, mine, setSent);
      mine.work = work.catch(() => undefined);
      return work;
    },
  });
  function lookAgain(passphrase: string | null): void {
    setLooking(null);
    mutate(passphrase, {
      onSuccess(id) {
        setLooking(id);
        // The passphrase is not remembered after its use.
        reset();
      },
    });
  }
  const begin = useRef(lookAgain);
  useEffect(() => {
    const mine = nothingYet();
    left.current = mine;
    begin.current(null);
    return () => {
      mine.stop.abort();
      if (passing) void takeBack(client, bundle, mine);
    };
  }, [client, bundle, passing]);

  const isSending = isPending && sent.done < sent.total;
  return (
    <>
      {passing && !begun && (
        <div>
          <button type="button" className={form['secondary']} onClick={() => onOther(null)}>
            {otherLabel}
          </button>
        </div>
      )}
      {isSending && <Sending done={sent.done} total={sent.total} />}
      {isPending && !isSending && <output>{m.bundles.making.opening}</output>}
      {looking !== null && (
        <TakeBundle
          key={looking}
          looking={looking}
          otherLabel={otherLabel}
          onLookAgain={lookAgain}
          onTaking={(taking) => {
            if (left.current) left.current.taking = taking;
            if (taking) setBegun(true);
          }}
          onOther={onOther}
          onCancel={passing ? () => onOther(null) : onClose}
          onClose={onClose}
        />
      )}
      <Problem error={error} />
      {error !== null && !passing && <WayOn label={otherLabel} onGo={() => onOther(null)} />}
    </>
  );
}

function nothingYet(): Left {
  return { stop: new AbortController(), looks: [], work: Promise.resolve(), taking: false };
}

/** What was sent before is there at once. */
async function look(
  client: HostedClient,
  bundle: BundleFiles,
  passphrase: string | null,
  { stop, looks }: Left,
  onProgress: (sent: { readonly done: number; readonly total: number }) => void,
): Promise<string> {
  const uploads = await sendFiles(client, bundle.files, onProgress, stop.signal);
  const file = bundle.name.slice(-MAX_FILE_NAME_CHARACTERS);
  const { id } = await client.call('transfers.preview', { uploads, file, passphrase });
  looks.push(id);
  return id;
}

async function takeBack(client: HostedClient, bundle: BundleFiles, left: Left): Promise<void> {
  await left.work;
  if (left.taking) return;
  const names = await Promise.all(bundle.files.map((file) => client.uploadName(file)));
  // A core that is gone has emptied its folder.
  await dropLook(client, left.looks, names).catch(() => undefined);
}

function Sending({ done, total }: { readonly done: number; readonly total: number }) {
  const { m, format } = useText();
  return (
    <div>
      <progress className={form['progress']} aria-label={m.bundles.takeTitle} max={total} value={done} />
      <output>{m.bundles.sending(format.bytes(done), format.bytes(total))}</output>
    </div>
  );
}
