import { useEffect, useRef, useState } from 'react';
import { useBundleSettings } from '../data/bundles.ts';
import { useFeeds } from '../data/queries.ts';
import { Check } from '../dialogs/Check.tsx';
import { Field, MAX_NAME_CHARACTERS } from '../dialogs/Field.tsx';
import form from '../dialogs/form.module.css';
import { Select } from '../dialogs/Select.tsx';
import { viewTitle } from '../list/view-title.ts';
import { useText } from '../text/text.tsx';
import styles from './bundles.module.css';
import { EstimateLine } from './EstimateLine.tsx';
import {
  GIVE_FORMATS,
  giveProblem,
  ILLUSTRATED,
  SIZES,
  type GiveDraft,
  type GiveScope,
  type SizeName,
} from './give-draft.ts';
import { GiveMore } from './GiveMore.tsx';
import { lockSentence } from './LockFields.tsx';

type GiveFormProps = {
  readonly scope: GiveScope;
  readonly draft: GiveDraft;
  /** Out of sight while a file is made. */
  readonly away: boolean;
  readonly onChange: (part: Partial<GiveDraft>) => void;
  readonly onMake: () => void;
};

/** As it stands it makes a good bundle: what is folded away, and what is in sight, may all be left alone. */
export function GiveForm({ scope, draft, away, onChange, onMake }: GiveFormProps) {
  const { m } = useText();
  const words = m.bundles;
  const [shown, setShown] = useState(false);
  const problem = giveProblem(draft);
  const isReading = draft.format === 'bundle' && draft.reading;
  const submit = useRef<HTMLButtonElement>(null);
  const wasAway = useRef(away);
  // The keyboard was on what is gone now; one goes on from where one went away.
  useEffect(() => {
    if (wasAway.current && !away) submit.current?.focus();
    wasAway.current = away;
  }, [away]);
  const sizes = Object.keys(SIZES) as SizeName[];
  return (
    <form
      className={form['form']}
      onSubmit={(event) => {
        event.preventDefault();
        setShown(problem !== null);
        if (problem === null) onMake();
      }}
    >
      <What scope={scope} draft={draft} onChange={onChange} />
      <div>
        <Select
          label={words.shape}
          value={draft.format}
          choices={GIVE_FORMATS.map((each) => [each, words.shapes[each]] as const)}
          onChange={(format) => onChange({ format })}
        />
        <p className={form['hint']}>{words.shapeHints[draft.format]}</p>
      </div>
      {ILLUSTRATED.has(draft.format) && (
        <Check label={words.withPictures} checked={draft.pictures} onChange={(pictures) => onChange({ pictures })} />
      )}
      <div>
        <div className={styles['pair']}>
          <Select
            label={words.most}
            value={draft.most}
            choices={sizes.map((size) => [size, words.mostChoices[size]] as const)}
            onChange={(most) => onChange({ most })}
          />
          <Select
            label={words.split}
            value={draft.split}
            choices={sizes.map((size) => [size, words.splitChoices[size]] as const)}
            onChange={(split) => onChange({ split })}
          />
        </div>
        {draft.most !== 'none' && <p className={form['hint']}>{words.mostHint}</p>}
        {draft.split !== 'none' && <p className={form['hint']}>{words.splitHint}</p>}
      </div>
      <GiveMore draft={draft} onChange={onChange} />
      {shown && problem !== null && (
        <p className={form['problem']} role="alert">
          {problem.kind === 'key-unmade' ? words.keyUnmade : lockSentence(problem, m)}
        </p>
      )}
      <div className={styles['foot']}>
        {isReading ? <output>{words.haveReading}</output> : <EstimateLine scope={scope} draft={draft} />}
        <button ref={submit} type="submit" className={form['primary']} disabled={isReading} data-first-focus="">
          {words.make}
        </button>
      </div>
    </form>
  );
}

type WhatProps = {
  readonly scope: GiveScope;
  readonly draft: GiveDraft;
  readonly onChange: (part: Partial<GiveDraft>) => void;
};

/** Which articles: those of the place one came from, or all; and what narrows them. */
function What({ scope, draft, onChange }: WhatProps) {
  const { m } = useText();
  const words = m.bundles;
  const labels = useBundleSettings().data?.labels ?? [];
  const title = useScopeTitle(scope);
  const isAll = draft.everything || (scope.kind === 'view' && scope.view.kind === 'all');
  const narrowable = draft.everything || scope.kind !== 'articles';
  return (
    <>
      {scope.kind === 'view' && scope.view.kind === 'all' ? (
        <p>
          {words.what}: <strong>{title}</strong>
        </p>
      ) : (
        <Select
          label={words.what}
          value={draft.everything ? 'all' : 'here'}
          choices={[['here', title] as const, ['all', words.scopes.all] as const]}
          onChange={(what) => onChange({ everything: what === 'all' })}
        />
      )}
      {narrowable && (
        <details className={styles['more']}>
          <summary>{words.narrow}</summary>
          <div className={styles['inside']}>
            <div className={styles['pair']}>
              <Day label={words.since} value={draft.since} onChange={(since) => onChange({ since })} />
              <Day label={words.until} value={draft.until} onChange={(until) => onChange({ until })} />
            </div>
            <div>
              {!(scope.kind === 'view' && scope.view.kind === 'starred' && !isAll) && (
                <Check
                  label={m.exports.starred}
                  checked={draft.starred}
                  onChange={(starred) => onChange({ starred })}
                />
              )}
              {!(scope.kind === 'view' && scope.view.kind === 'unread' && !isAll) && (
                <Check label={m.exports.unread} checked={draft.unread} onChange={(unread) => onChange({ unread })} />
              )}
            </div>
          </div>
        </details>
      )}
      <div>
        <Field
          label={words.label}
          value={draft.label}
          placeholder={words.labelPlaceholder}
          maxLength={MAX_NAME_CHARACTERS}
          suggestions={labels.map(({ name }) => name)}
          onChange={(label) => onChange({ label })}
        />
        <p className={form['hint']}>{words.labelHint}</p>
      </div>
    </>
  );
}

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
  if (scope.kind === 'articles') return scope.ids.length === 1 ? words.article : words.chosen(scope.ids.length);
  if (scope.view.kind === 'all') return words.all;
  return viewTitle(scope.view, feeds, m) || words.all;
}
