import { useState } from 'react';
import type { RoutePlan } from '../../shared/routes.ts';
import { useUi } from '../app/ui-context.ts';
import { useClient } from '../data/client-context.ts';
import { useNetwork } from '../data/network.ts';
import { useSchedule } from '../data/planner.ts';
import { useFeeds } from '../data/queries.ts';
import { useCall } from '../data/use-call.ts';
import { OwnRule, type RuleChoice } from '../schedule/OwnRule.tsx';
import { SourceRoutes } from '../routes/SourceRoutes.tsx';
import { pathKey } from '../sources/folder-tree.ts';
import { useText } from '../text/text.tsx';
import { Field, MAX_NAME_CHARACTERS } from './Field.tsx';
import { FolderPicker } from './FolderPicker.tsx';
import styles from './form.module.css';
import { Modal } from './Modal.tsx';
import { Problem } from './Problem.tsx';

type FolderDialogProps = { readonly path: readonly string[]; readonly onClose: () => void };

/** Renames, moves or removes a folder. */
export function FolderDialog({ path, onClose }: FolderDialogProps) {
  const { m } = useText();
  const client = useClient();
  const dispatch = useUi();
  const oldName = path.at(-1) ?? '';
  const [name, setName] = useState(oldName);
  const [inside, setInside] = useState<readonly string[]>(path.slice(0, -1));
  const given = useFolderPlan(path);
  const [plan, setPlan] = useState(given);
  const givenRule = useFolderRule(path);
  const [rule, setRule] = useState(givenRule);
  const [error, setError] = useState<unknown>(null);
  const inFolder = useFeeds().data?.find(
    (feed) => feed.subscribed && pathKey(feed.folder.slice(0, path.length)) === pathKey(path),
  );

  /** A folder is known by its path, so the list follows it there. */
  function leaveFor(next: readonly string[]): void {
    dispatch({
      type: 'view',
      view: next.length === 0 ? { kind: 'unread' } : { kind: 'folder', path: [...next], unreadOnly: false },
      nowMs: Date.now(),
    });
    onClose();
  }
  const remove = useCall('folders.remove', () => leaveFor(path.slice(0, -1)));
  const rename = useCall('folders.rename', () => leaveFor([...inside, name.trim()]));

  async function save(): Promise<void> {
    setError(null);
    try {
      if (plan !== given) {
        const target = { kind: 'folder' as const, path: [...path] };
        await client.call('routes.set', { target, plan: plan && { ...plan, chain: [...plan.chain] } });
      }
      if (rule !== givenRule)
        await client.call('schedule.folder', {
          path: [...path],
          priority: rule.priority,
          everyMinutes: rule.everyMinutes,
        });
      if (pathKey(inside) !== pathKey(path.slice(0, -1))) {
        await client.call('folders.move', { path: [...path], into: [...inside] });
      }
      rename.mutate({ path: [...inside, oldName], name: name.trim() });
    } catch (failure) {
      setError(failure);
    }
  }

  return (
    <Modal title={m.folder.settings} onClose={onClose}>
      <form
        className={styles['form']}
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <Field label={m.folder.name} value={name} maxLength={MAX_NAME_CHARACTERS} required focused onChange={setName} />
        <FolderPicker label={m.folder.move} value={inside} except={path} onChange={setInside} />
        <OwnRule around={inside} hint={m.schedule.own.folderHint} value={rule} onChange={setRule} />
        <SourceRoutes
          around={inside}
          hint={m.routes.folderHint}
          value={plan}
          testWith={inFolder?.id ?? null}
          onChange={setPlan}
        />
        <Problem error={error ?? rename.error ?? remove.error} />
        <div className={styles['actions']}>
          <button type="submit" className={styles['primary']} disabled={rename.isPending}>
            {m.common.save}
          </button>
        </div>
        <div className={styles['section']}>
          <p className={styles['hint']}>{m.folder.removeHint}</p>
          <button type="button" className={styles['danger']} onClick={() => remove.mutate({ path: [...path] })}>
            {m.folder.remove}
          </button>
        </div>
      </form>
    </Modal>
  );
}

/** The plan this very folder has; null: none. */
function useFolderPlan(path: readonly string[]): RoutePlan | null {
  return useNetwork()?.folderRoutes.find((folder) => pathKey(folder.path) === pathKey(path))?.plan ?? null;
}

const NO_RULE: RuleChoice = { priority: null, everyMinutes: null };

/** What this very folder has of how often and how urgent. */
function useFolderRule(path: readonly string[]): RuleChoice {
  const own = useSchedule().folders.find((folder) => pathKey(folder.path) === pathKey(path));
  return own ?? NO_RULE;
}
