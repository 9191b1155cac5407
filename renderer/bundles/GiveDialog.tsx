import { useState } from 'react';
import { BUNDLE_FORMATS } from '../../shared/bundles.ts';
import { useUi } from '../app/ui-context.ts';
import { useBundleSettings, useEstimate, useTransfer } from '../data/bundles.ts';
import { useFeeds } from '../data/queries.ts';
import { useCall } from '../data/use-call.ts';
import { Field, MAX_NAME_CHARACTERS } from '../dialogs/Field.tsx';
import form from '../dialogs/form.module.css';
import { Modal } from '../dialogs/Modal.tsx';
import { Problem } from '../dialogs/Problem.tsx';
import { viewTitle } from '../list/view-title.ts';
import { useText } from '../text/text.tsx';
import styles from './bundles.module.css';
import { Check, Select } from './controls.tsx';
import {
  FIRST_DRAFT,
  ILLUSTRATED,
  requestOf,
  selectionOf,
  SIZES,
  type GiveDraft,
  type GiveScope,
  type SizeName,
} from './give-draft.ts';
import { GiveMore } from './GiveMore.tsx';
import { FinishedExport, TransferStatus } from './TransferStatus.tsx';

type GiveDialogProps = { readonly scope: GiveScope; readonly onClose: () => void };

/** Articles as a file: what, in which shape, how large, and how far it is. */
export function GiveDialog({ scope, onClose }: GiveDialogProps) {
  const { m } = useText();
  const [draft, setDraft] = useState<GiveDraft>(FIRST_DRAFT);
  const [id, setId] = useState<string | null>(null);
  const transfer = useTransfer(id);
  const start = useCall('transfers.export', (begun) => setId(begun.id));
  const forget = useCall('transfers.forget', () => setId(null));
  const title = useScopeTitle(scope);
  return (
    <Modal title={m.bundles.giveTitle} wide onClose={onClose}>
      <div className={form['form']}>
        {transfer === null || transfer.state === 'failed' || transfer.state === 'stopped' ? (
          <GiveForm
            scope={scope}
            title={title}
            draft={draft}
            pending={start.isPending}
            onChange={setDraft}
            onMake={() => start.mutate(requestOf(scope, draft, title))}
          />
        ) : null}
        {transfer && <TransferStatus transfer={transfer} />}
        {transfer?.state === 'done' && (
          <>
            <FinishedExport transfer={transfer} />
            <div className={form['actions']}>
              <button type="button" className={form['secondary']} onClick={() => forget.mutate({ id: transfer.id })}>
                {m.bundles.another}
              </button>
              <button type="button" className={form['primary']} onClick={onClose}>
                {m.common.done}
              </button>
            </div>
          </>
        )}
        <Problem error={start.error ?? forget.error} />
      </div>
    </Modal>
  );
}

type GiveFormProps = {
  readonly scope: GiveScope;
  readonly title: string;
  readonly draft: GiveDraft;
  readonly pending: boolean;
  readonly onChange: (draft: GiveDraft) => void;
  readonly onMake: () => void;
};

function GiveForm({ scope, title, draft, pending, onChange, onMake }: GiveFormProps) {
  const { m } = useText();
  const words = m.bundles;
  const dispatch = useUi();
  const labels = useBundleSettings().data?.labels ?? [];
  const set = (part: Partial<GiveDraft>): void => onChange({ ...draft, ...part });
  const sizes = Object.keys(SIZES) as SizeName[];
  return (
    <form
      className={form['form']}
      onSubmit={(event) => {
        event.preventDefault();
        onMake();
      }}
    >
      <p>
        {words.what}: <strong dir="auto">{title}</strong>
      </p>
      <Select
        label={words.shape}
        value={draft.format}
        choices={BUNDLE_FORMATS.filter((each) => each !== 'opml').map((each) => [each, words.shapes[each]] as const)}
        onChange={(format) => set({ format })}
      />
      <p className={form['hint']}>{words.shapeHints[draft.format]}</p>
      {scope.kind !== 'articles' && (
        <>
          <div className={styles['pair']}>
            <Day label={words.since} value={draft.since} onChange={(since) => set({ since })} />
            <Day label={words.until} value={draft.until} onChange={(until) => set({ until })} />
          </div>
          <div>
            <Field
              label={words.label}
              value={draft.label}
              maxLength={MAX_NAME_CHARACTERS}
              suggestions={labels.map(({ name }) => name)}
              onChange={(label) => set({ label })}
            />
            <p className={form['hint']}>{words.labelHint}</p>
          </div>
        </>
      )}
      {ILLUSTRATED.has(draft.format) && (
        <Check label={words.withPictures} checked={draft.pictures} onChange={(pictures) => set({ pictures })} />
      )}
      <div className={styles['pair']}>
        <Select
          label={words.most}
          value={draft.most}
          choices={sizes.map((size) => [size, words.mostChoices[size]] as const)}
          onChange={(most) => set({ most })}
        />
        <Select
          label={words.split}
          value={draft.split}
          choices={sizes.map((size) => [size, words.splitChoices[size]] as const)}
          onChange={(split) => set({ split })}
        />
      </div>
      {draft.most !== 'none' && <p className={form['hint']}>{words.mostHint}</p>}
      <GiveMore draft={draft} onChange={onChange} />
      <EstimateLine scope={scope} draft={draft} />
      <div className={form['actions']}>
        <button
          type="button"
          className={form['secondary']}
          onClick={() => dispatch({ type: 'dialog', dialog: { kind: 'bundles' } })}
        >
          {words.manage}
        </button>
        <button type="submit" className={form['primary']} disabled={pending} data-first-focus="">
          {words.make}
        </button>
      </div>
    </form>
  );
}

function EstimateLine({ scope, draft }: { readonly scope: GiveScope; readonly draft: GiveDraft }) {
  const { m, format } = useText();
  const estimate = useEstimate(selectionOf(scope, draft)).data;
  if (!estimate) return <output className={form['hint']}>{m.bundles.estimating}</output>;
  if (estimate.articles === 0) return <output className={form['notice']}>{m.bundles.estimateNone}</output>;
  const shown = draft.pictures && ILLUSTRATED.has(draft.format);
  const packed = draft.format === 'json' || draft.format === 'html' || draft.format === 'json-feed' ? 1 : PACKED;
  const bytes = estimate.textBytes * packed + (shown ? estimate.pictureBytes : 0);
  const limit = SIZES[draft.most] ?? Infinity;
  return (
    <output className={form['hint']}>
      {m.bundles.estimate(estimate.articles, shown ? estimate.pictures : 0, format.bytes(Math.min(bytes, limit)))}
    </output>
  );
}

/** What compression leaves of text, by and large. */
const PACKED = 0.5;

function Day(props: { readonly label: string; readonly value: string; readonly onChange: (day: string) => void }) {
  return (
    <label className={form['field']}>
      <span>{props.label}</span>
      <input
        className={form['input']}
        type="date"
        value={props.value}
        onChange={(event) => props.onChange(event.target.value)}
      />
    </label>
  );
}

function useScopeTitle(scope: GiveScope): string {
  const { m } = useText();
  const feeds = useFeeds().data;
  const words = m.bundles.scopes;
  if (scope.kind === 'search') return words.search(scope.query);
  if (scope.kind === 'articles') return scope.ids.length === 1 ? words.article : m.bundles.articles(scope.ids.length);
  if (scope.view.kind === 'all' || scope.view.kind === 'saved') return words.all;
  return viewTitle(scope.view, feeds, m) || words.all;
}
