import { useState } from 'react';
import type { FeedSummary, Subscription } from '../../shared/model.ts';
import { useUi } from '../app/ui-context.ts';
import { useClient } from '../data/client-context.ts';
import { useCall } from '../data/use-call.ts';
import { useFeeds, useLibrary } from '../data/queries.ts';
import { OwnRule, type RuleChoice } from '../schedule/OwnRule.tsx';
import { SourceRoutes } from '../routes/SourceRoutes.tsx';
import { TrustedCertificate } from '../routes/TrustedCertificate.tsx';
import { pathKey } from '../sources/folder-tree.ts';
import { useText } from '../text/text.tsx';
import { Field, MAX_NAME_CHARACTERS } from './Field.tsx';
import { FolderPicker } from './FolderPicker.tsx';
import styles from './form.module.css';
import { Modal } from './Modal.tsx';
import { Problem } from './Problem.tsx';
import { RemoveSource } from './RemoveSource.tsx';
import { SourceFacts } from './SourceFacts.tsx';

type SourceDialogProps = {
  readonly feedId: string;
  /** What one came for. */
  readonly part?: 'remove' | undefined;
  readonly onClose: () => void;
};

/** All about one source: how it is, what it is called, where it stands, and how to be rid of it. */
export function SourceDialog({ feedId, part, onClose }: SourceDialogProps) {
  const feed = useFeeds().data?.find((candidate) => candidate.id === feedId);
  const subscription = useLibrary().data?.subscriptions.find((candidate) => candidate.id === feedId);
  if (!feed) return null;
  return (
    <Modal title={feed.title} onClose={onClose}>
      <div className={styles['form']}>
        <SourceFacts feed={feed} />
        {subscription && <SourceForm feed={feed} subscription={subscription} onClose={onClose} />}
        {subscription && <TrustedCertificate feedId={feed.id} />}
        {feed.subscribed && <RemoveSource feed={feed} focused={part === 'remove'} onClose={onClose} />}
      </div>
    </Modal>
  );
}

type SourceFormProps = {
  readonly feed: FeedSummary;
  readonly subscription: Subscription;
  readonly onClose: () => void;
};

function SourceForm({ feed, subscription, onClose }: SourceFormProps) {
  const { m } = useText();
  const client = useClient();
  const dispatch = useUi();
  const [title, setTitle] = useState(subscription.title ?? '');
  const [folder, setFolder] = useState<readonly string[]>(feed.folder);
  const [anchor, setAnchor] = useState(subscription.anchor);
  const [plan, setPlan] = useState(subscription.routes);
  const [rule, setRule] = useState<RuleChoice>({
    priority: subscription.priority,
    everyMinutes: subscription.everyMinutes,
  });
  const [error, setError] = useState<unknown>(null);
  const refresh = useCall('feeds.rename', onClose);
  const start = useCall('fetch.start', onClose);

  async function save(): Promise<void> {
    setError(null);
    try {
      if (anchor !== subscription.anchor) await client.call('feeds.anchor', { id: feed.id, anchor });
      if (plan !== subscription.routes) {
        const target = { kind: 'feed' as const, id: feed.id };
        await client.call('routes.set', { target, plan: plan && { ...plan, chain: [...plan.chain] } });
      }
      if (rule.priority !== subscription.priority || rule.everyMinutes !== subscription.everyMinutes) {
        await client.call('schedule.source', { id: feed.id, ...rule });
      }
      if (pathKey(folder) !== pathKey(feed.folder)) {
        await client.call('feeds.move', { id: feed.id, folder: [...folder] });
        // A folder that is being shown has lost a source.
        dispatch({ type: 'renew', nowMs: Date.now() });
      }
      refresh.mutate({ id: feed.id, title: title.trim() === '' ? null : title.trim() });
    } catch (failure) {
      setError(failure);
    }
  }

  return (
    <form
      className={styles['form']}
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <Field
        label={m.source.name}
        value={title}
        placeholder={feed.title}
        maxLength={MAX_NAME_CHARACTERS}
        onChange={setTitle}
      />
      <FolderPicker label={m.folder.label} value={folder} withNew onChange={setFolder} />
      <div>
        <label className={styles['choice']}>
          <input type="checkbox" checked={anchor} onChange={(event) => setAnchor(event.target.checked)} />
          <span>{m.routes.anchor}</span>
          <small>{m.routes.anchorHint}</small>
        </label>
      </div>
      <OwnRule around={folder} value={rule} onChange={setRule} />
      <SourceRoutes
        around={folder}
        hint={m.routes.sourceHint}
        value={plan}
        testWith={feed.id}
        forOneSource
        onChange={setPlan}
      />
      <Problem error={error ?? refresh.error ?? start.error} />
      <div className={styles['actions']}>
        <button type="button" className={styles['secondary']} onClick={() => start.mutate({ feedIds: [feed.id] })}>
          {m.source.fetch}
        </button>
        <button type="submit" className={styles['primary']}>
          {m.common.save}
        </button>
      </div>
    </form>
  );
}
