import { useEffect, useRef, useState } from 'react';
import { useBundleSettings } from '../data/bundles.ts';
import { useFeeds } from '../data/queries.ts';
import { Check } from '../dialogs/Check.tsx';
import { Field, MAX_NAME_CHARACTERS } from '../dialogs/Field.tsx';
import form from '../dialogs/form.module.css';
import { Select } from '../dialogs/Select.tsx';
import type { Messages } from '../messages/en.ts';
import { viewTitle } from '../list/view-title.ts';
import { useText } from '../text/text.tsx';
import styles from './bundles.module.css';
import { EstimateLine } from './EstimateLine.tsx';
import {
  GIVE_FORMATS,
  giveProblem,
  ILLUSTRATED,
  isNarrowable,
  type GiveDraft,
  type GiveProblem,
  type GiveScope,
} from './give-draft.ts';
import { GiveMore } from './GiveMore.tsx';
import { lockSentence } from './LockFields.tsx';
import { Narrow } from './Narrow.tsx';
import { SizeFields } from './SizeFields.tsx';

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
          <SizeFields
            label={words.most}
            amountLabel={words.mostAmount}
            choices={words.mostChoices}
            value={draft.most}
            onChange={(most) => onChange({ most })}
          />
          <SizeFields
            label={words.split}
            amountLabel={words.splitAmount}
            choices={words.splitChoices}
            value={draft.split}
            onChange={(split) => onChange({ split })}
          />
        </div>
        {draft.most.choice !== 'none' && <p className={form['hint']}>{words.mostHint}</p>}
        {draft.split.choice !== 'none' && <p className={form['hint']}>{words.splitHint}</p>}
      </div>
      <GiveMore draft={draft} onChange={onChange} />
      {shown && problem !== null && (
        <p className={form['problem']} role="alert">
          {problemSentence(problem, m)}
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

function problemSentence(problem: GiveProblem, m: Messages): string {
  if (problem.kind === 'key-unmade') return m.bundles.keyUnmade;
  return problem.kind === 'no-size' ? m.bundles.noSize : lockSentence(problem, m);
}

type WhatProps = {
  readonly scope: GiveScope;
  readonly draft: GiveDraft;
  readonly onChange: (part: Partial<GiveDraft>) => void;
};

/** Which articles: those of the place one came from, or all; and what narrows them. */
function What({ scope, draft, onChange }: WhatProps) {
  const words = useText().m.bundles;
  const labels = useBundleSettings().data?.labels ?? [];
  const title = useScopeTitle(scope);
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
          // What was picked out of the one is not in the other.
          onChange={(what) => onChange({ everything: what === 'all', of: null })}
        />
      )}
      {isNarrowable(scope, draft) && <Narrow scope={scope} draft={draft} onChange={onChange} />}
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

function useScopeTitle(scope: GiveScope): string {
  const { m } = useText();
  const feeds = useFeeds().data;
  const words = m.bundles.scopes;
  if (scope.kind === 'search') return words.search(scope.query);
  if (scope.kind === 'articles') return scope.ids.length === 1 ? words.article : words.chosen(scope.ids.length);
  if (scope.view.kind === 'all') return words.all;
  return viewTitle(scope.view, feeds, m) || words.all;
}
