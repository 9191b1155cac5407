import { useState } from 'react';
import type { Input } from '../../shared/contract.ts';
import { EXPORT_FORMATS, type ScheduledExport } from '../../shared/schedule.ts';
import { ILLUSTRATED, linesOf, lockProblem, OPEN, type LockProblem } from '../bundles/give-draft.ts';
import { lockSentence } from '../bundles/LockFields.tsx';
import { useBundleSettings } from '../data/bundles.ts';
import { useCall } from '../data/use-call.ts';
import { Check } from '../dialogs/Check.tsx';
import { Field, MAX_NAME_CHARACTERS } from '../dialogs/Field.tsx';
import { FolderField } from '../dialogs/FolderField.tsx';
import form from '../dialogs/form.module.css';
import { Lines } from '../dialogs/Lines.tsx';
import { NumberField } from '../dialogs/NumberField.tsx';
import { Problem } from '../dialogs/Problem.tsx';
import { SaveOrCancel } from '../dialogs/SaveOrCancel.tsx';
import { Select } from '../dialogs/Select.tsx';
import proxies from '../routes/ProxyForm.module.css';
import { useText } from '../text/text.tsx';
import { OfFolder } from './OfFolder.tsx';
import { cronOf, FIRST_RHYTHM, rhythmOf } from './rhythm.ts';
import { RhythmFields } from './RhythmFields.tsx';

type ExportFormProps = {
  /** Null: a new one. */
  readonly item: ScheduledExport | null;
  readonly onDone: () => void;
};

type Draft = Omit<ScheduledExport, 'id' | 'cron' | 'days' | 'keep'> & { readonly days: string; readonly keep: string };

const NEW_EXPORT: Draft = {
  name: '',
  format: 'html',
  folder: '',
  days: '7',
  of: null,
  starred: false,
  unread: false,
  keep: '5',
  enabled: true,
  pictures: true,
  label: null,
  signWith: null,
  recipients: [],
};

/** Enters or changes an export. */
export function ExportForm({ item, onDone }: ExportFormProps) {
  const { m } = useText();
  const words = m.exports;
  const [draft, setDraft] = useState<Draft>(() => (item === null ? NEW_EXPORT : draftOf(item)));
  const [rhythm, setRhythm] = useState(() => (item === null ? FIRST_RHYTHM : rhythmOf(item.cron)));
  const [shown, setShown] = useState(false);
  const problem = recipientsProblem(draft);
  const add = useCall('exports.add', onDone);
  const change = useCall('exports.change', onDone);
  const set = (part: Partial<Draft>): void => setDraft({ ...draft, ...part });
  // A list of sources holds no articles to choose among.
  const hasArticles = draft.format !== 'opml';

  function save(): void {
    const given = inputOf(draft, cronOf(rhythm));
    if (item === null) add.mutate(given);
    else change.mutate({ ...given, id: item.id });
  }

  return (
    <form
      className={`${form['form']} ${proxies['form']}`}
      onSubmit={(event) => {
        event.preventDefault();
        setShown(problem !== null);
        if (problem === null) save();
      }}
    >
      <Field
        label={words.name}
        value={draft.name}
        placeholder={words.namePlaceholder}
        maxLength={MAX_NAME_CHARACTERS}
        required
        onChange={(name) => set({ name })}
      />
      <div>
        <Select
          label={words.format}
          value={draft.format}
          choices={EXPORT_FORMATS.map((each) => [each, words.formats[each]] as const)}
          onChange={(format) => set({ format })}
        />
        {!hasArticles && <p className={form['hint']}>{words.opmlHint}</p>}
      </div>
      <div>
        <FolderField
          label={words.folder}
          value={draft.folder}
          required
          onChange={(folder) => setDraft((before) => ({ ...before, folder }))}
        />
        <p className={form['hint']}>{words.folderHint}</p>
      </div>
      <RhythmFields value={rhythm} onChange={setRhythm} />
      {hasArticles && (
        <>
          <NumberField
            label={words.days}
            hint={words.daysHint}
            value={draft.days}
            min={1}
            max={3650}
            onChange={(days) => set({ days })}
          />
          <OfFolder value={draft.of} onChange={(of) => set({ of })} />
          <div>
            <Check label={words.starred} checked={draft.starred} onChange={(starred) => set({ starred })} />
            <Check label={words.unread} checked={draft.unread} onChange={(unread) => set({ unread })} />
          </div>
        </>
      )}
      <NumberField
        label={words.keep}
        hint={words.keepHint(keepOf(draft))}
        value={draft.keep}
        min={1}
        max={1000}
        required
        onChange={(keep) => set({ keep })}
      />
      {hasArticles && <PackedFields draft={draft} onChange={set} />}
      <Check label={words.enabled} checked={draft.enabled} onChange={(enabled) => set({ enabled })} />
      {shown && problem !== null && (
        <p className={form['problem']} role="alert">
          {lockSentence(problem, m)}
        </p>
      )}
      <Problem error={add.error ?? change.error} />
      <SaveOrCancel pending={add.isPending || change.isPending} onCancel={onDone} />
    </form>
  );
}

type PackedFieldsProps = { readonly draft: Draft; readonly onChange: (part: Partial<Draft>) => void };

/** What files that are packed can do: pictures, a delta, a signature, a lock. */
function PackedFields({ draft, onChange }: PackedFieldsProps) {
  const { m } = useText();
  const words = m.exports;
  const settings = useBundleSettings().data;
  // Nobody is there to type a passphrase at night.
  const keys = settings?.keys.filter(({ locked }) => !locked) ?? [];
  return (
    <>
      {ILLUSTRATED.has(draft.format) && (
        <Check label={words.pictures} checked={draft.pictures} onChange={(pictures) => onChange({ pictures })} />
      )}
      <div>
        <Field
          label={words.label}
          value={draft.label ?? ''}
          maxLength={MAX_NAME_CHARACTERS}
          suggestions={settings?.labels.map(({ name }) => name) ?? []}
          onChange={(label) => onChange({ label: label === '' ? null : label })}
        />
        <p className={form['hint']}>{words.labelHint}</p>
      </div>
      {draft.format === 'bundle' && (
        <Select
          label={words.signWith}
          value={draft.signWith ?? ''}
          choices={[['', words.signNone] as const, ...keys.map(({ name }) => [name, name] as const)]}
          onChange={(signWith) => onChange({ signWith: signWith === '' ? null : signWith })}
        />
      )}
      <div>
        <Lines
          label={words.recipients}
          value={draft.recipients.join('\n')}
          onChange={(text) => onChange({ recipients: text.split('\n') })}
        />
        <p className={form['hint']}>{words.recipientsHint}</p>
      </div>
    </>
  );
}

function draftOf({ days, keep, cron: _cron, id: _id, ...rest }: ScheduledExport): Draft {
  return { ...rest, days: days === null ? '' : String(days), keep: String(keep) };
}

function keepOf(draft: Draft): number {
  return Math.max(1, Math.round(Number(draft.keep)) || 1);
}

/** Without any it is not locked. */
function recipientsProblem({ format, recipients }: Draft): LockProblem | null {
  const text = recipients.join('\n');
  if (format === 'opml' || linesOf(text).length === 0) return null;
  return lockProblem({ ...OPEN, lock: 'recipients', recipients: text });
}

/** What was entered for another format before, and is out of sight now, does not go with it. */
function inputOf(draft: Draft, cron: string): Input<'exports.add'> {
  const hasArticles = draft.format !== 'opml';
  return {
    ...draft,
    name: draft.name.trim(),
    folder: draft.folder.trim(),
    cron,
    days: draft.days === '' ? null : Math.round(Number(draft.days)),
    of: draft.of === null ? null : [...draft.of],
    keep: keepOf(draft),
    label: (hasArticles && draft.label?.trim()) || null,
    signWith: draft.format === 'bundle' ? draft.signWith : null,
    recipients: hasArticles ? linesOf(draft.recipients.join('\n')) : [],
  };
}
