import { useState } from 'react';
import type { Input } from '../../shared/contract.ts';
import { EXPORT_FORMATS, type ScheduledExport } from '../../shared/schedule.ts';
import { useCall } from '../data/use-call.ts';
import { Field, MAX_NAME_CHARACTERS } from '../dialogs/Field.tsx';
import form from '../dialogs/form.module.css';
import { NumberField } from '../dialogs/NumberField.tsx';
import { Problem } from '../dialogs/Problem.tsx';
import { SaveOrCancel } from '../dialogs/SaveOrCancel.tsx';
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
};

/** As the contract has it. */
const MAX_FOLDER_CHARACTERS = 4096;

/** Enters or changes an export. */
export function ExportForm({ item, onDone }: ExportFormProps) {
  const { m } = useText();
  const words = m.exports;
  const [draft, setDraft] = useState<Draft>(() => (item === null ? NEW_EXPORT : draftOf(item)));
  const [rhythm, setRhythm] = useState(() => (item === null ? FIRST_RHYTHM : rhythmOf(item.cron)));
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
        save();
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
      <label className={form['field']}>
        <span>{words.format}</span>
        <select
          className={form['input']}
          value={draft.format}
          onChange={(event) =>
            set({ format: EXPORT_FORMATS.find((each) => each === event.target.value) ?? draft.format })
          }
        >
          {EXPORT_FORMATS.map((each) => (
            <option key={each} value={each}>
              {words.formats[each]}
            </option>
          ))}
        </select>
      </label>
      <div>
        <Field
          label={words.folder}
          value={draft.folder}
          placeholder={words.folderExample}
          maxLength={MAX_FOLDER_CHARACTERS}
          address
          required
          onChange={(folder) => set({ folder })}
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
      <Check label={words.enabled} checked={draft.enabled} onChange={(enabled) => set({ enabled })} />
      <Problem error={add.error ?? change.error} />
      <SaveOrCancel pending={add.isPending || change.isPending} onCancel={onDone} />
    </form>
  );
}

type CheckProps = { readonly label: string; readonly checked: boolean; readonly onChange: (on: boolean) => void };

function Check({ label, checked, onChange }: CheckProps) {
  return (
    <label className={form['choice']}>
      <input type="checkbox" checked={checked} onChange={(event) => onChange(event.target.checked)} />
      <span>{label}</span>
    </label>
  );
}

function draftOf({ name, format, folder, days, of, starred, unread, keep, enabled }: ScheduledExport): Draft {
  return {
    name,
    format,
    folder,
    of,
    starred,
    unread,
    enabled,
    days: days === null ? '' : String(days),
    keep: String(keep),
  };
}

function keepOf(draft: Draft): number {
  return Math.max(1, Math.round(Number(draft.keep)) || 1);
}

function inputOf(draft: Draft, cron: string): Input<'exports.add'> {
  return {
    ...draft,
    name: draft.name.trim(),
    folder: draft.folder.trim(),
    cron,
    days: draft.days === '' ? null : Math.round(Number(draft.days)),
    of: draft.of === null ? null : [...draft.of],
    keep: keepOf(draft),
  };
}
