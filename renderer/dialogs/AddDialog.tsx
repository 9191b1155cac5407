import { type FormEvent, useState } from 'react';
import type { FeedCandidate } from '../../shared/model.ts';
import { parseTypedUrl } from '../../shared/url.ts';
import type { DiscoverResult } from '../../shared/contract.ts';
import { useUi } from '../app/ui-context.ts';
import { useCall } from '../data/use-call.ts';
import { useText } from '../text/text.tsx';
import { CandidateChoice } from './CandidateChoice.tsx';
import { Field, MAX_ADDRESS_CHARACTERS, MAX_NAME_CHARACTERS } from './Field.tsx';
import { FolderPicker } from './FolderPicker.tsx';
import styles from './form.module.css';
import { hostOf } from './host-of.ts';
import { Modal } from './Modal.tsx';
import { Problem } from './Problem.tsx';

/** Address in, feeds found, one chosen, named and put in a folder. */
export function AddDialog({ onClose }: { readonly onClose: () => void }) {
  const { m } = useText();
  const [address, setAddress] = useState('');
  const discover = useCall('feeds.discover');
  const result = discover.data;

  function find(event: FormEvent): void {
    event.preventDefault();
    discover.mutate({ url: address.trim() });
  }

  return (
    <Modal title={m.add.title} onClose={onClose}>
      {result && result.candidates.length > 0 ? (
        <Subscribe candidates={result.candidates} onBack={() => discover.reset()} onClose={onClose} />
      ) : (
        <form className={styles['form']} onSubmit={find}>
          <Field
            label={m.add.address}
            value={address}
            placeholder={m.add.placeholder}
            maxLength={MAX_ADDRESS_CHARACTERS}
            address
            required
            focused
            onChange={setAddress}
          />
          <output className={styles['hint']}>{discover.isPending && m.add.looking(hostOf(address))}</output>
          <Problem error={discover.error} />
          {(result || discover.error) && <NothingFound address={address} result={result} onClose={onClose} />}
          <div className={styles['actions']}>
            <button type="button" className={styles['secondary']} onClick={onClose}>
              {m.common.cancel}
            </button>
            <button type="submit" className={styles['primary']} disabled={discover.isPending}>
              {m.add.find}
            </button>
          </div>
        </form>
      )}
    </Modal>
  );
}

type SubscribeProps = {
  readonly candidates: readonly FeedCandidate[];
  readonly onBack: () => void;
  readonly onClose: () => void;
};

function Subscribe({ candidates, onBack, onClose }: SubscribeProps) {
  const { m } = useText();
  const dispatch = useUi();
  const [url, setUrl] = useState(candidates[0]?.url ?? '');
  const [title, setTitle] = useState('');
  const [folder, setFolder] = useState<readonly string[]>([]);
  const start = useCall('fetch.start');
  const add = useCall('feeds.add', ({ id }) => {
    start.mutate({ feedIds: [id] });
    dispatch({ type: 'view', view: { kind: 'feed', feedId: id, unreadOnly: false }, nowMs: Date.now() });
    onClose();
  });
  return (
    <form
      className={styles['form']}
      onSubmit={(event) => {
        event.preventDefault();
        add.mutate({ url, title: title.trim() === '' ? null : title.trim(), folder: [...folder] });
      }}
    >
      <CandidateChoice candidates={candidates} chosen={url} onChoose={setUrl} />
      <Field
        label={m.add.nameLabel}
        value={title}
        placeholder={candidates.find((candidate) => candidate.url === url)?.title ?? m.add.namePlaceholder}
        maxLength={MAX_NAME_CHARACTERS}
        onChange={setTitle}
      />
      <FolderPicker label={m.folder.label} value={folder} withNew onChange={setFolder} />
      <Problem error={add.error} />
      <div className={styles['actions']}>
        <button type="button" className={styles['secondary']} onClick={onBack}>
          {m.add.other}
        </button>
        <button type="submit" className={styles['primary']} disabled={add.isPending}>
          {m.add.subscribe}
        </button>
      </div>
    </form>
  );
}

type NothingFoundProps = {
  readonly address: string;
  readonly result: DiscoverResult | undefined;
  readonly onClose: () => void;
};

/** Without a connection nothing can be checked; the address can be kept all the same. */
function NothingFound({ address, result, onClose }: NothingFoundProps) {
  const { m } = useText();
  const add = useCall('feeds.add', onClose);
  const isAddress = isTypedAddress(address);
  return (
    <>
      {result && (
        <output className={styles['notice']}>
          {result.outcome === 'OK' || result.outcome === 'NOT_A_FEED'
            ? m.errors.NO_FEED_FOUND
            : m.outcomes[result.outcome]}
        </output>
      )}
      {isAddress && (
        <div className={styles['section']}>
          <p className={styles['hint']}>{m.add.anywayHint}</p>
          <button
            type="button"
            className={styles['secondary']}
            disabled={add.isPending}
            onClick={() => add.mutate({ url: address.trim(), title: null, folder: [] })}
          >
            {m.add.anyway}
          </button>
          <Problem error={add.error} />
        </div>
      )}
    </>
  );
}

function isTypedAddress(text: string): boolean {
  try {
    parseTypedUrl(text);
    return true;
  } catch {
    return false; // not an address: there is nothing to add
  }
}
