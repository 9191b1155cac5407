import { useTags } from '../data/bundles.ts';
import { Check } from '../dialogs/Check.tsx';
import { Field, MAX_NAME_CHARACTERS } from '../dialogs/Field.tsx';
import form from '../dialogs/form.module.css';
import { useText } from '../text/text.tsx';
import styles from './bundles.module.css';
import { isPlaced, type GiveDraft, type GiveScope } from './give-draft.ts';
import { PlaceChoice } from './PlaceChoice.tsx';

type NarrowProps = {
  readonly scope: GiveScope;
  readonly draft: GiveDraft;
  readonly onChange: (part: Partial<GiveDraft>) => void;
};

/** What narrows a choice: a folder or source, a tag, some days, a star; folded away until it is wanted. */
export function Narrow({ scope, draft, onChange }: NarrowProps) {
  const { m } = useText();
  const words = m.bundles;
  const tags = useTags();
  const shown = scope.kind === 'view' && !draft.everything ? scope.view.kind : null;
  return (
    <details className={styles['more']}>
      <summary>{words.narrow}</summary>
      <div className={styles['inside']}>
        <div className={styles['pair']}>
          {!isPlaced(scope, draft) && <PlaceChoice value={draft.of} onChange={(of) => onChange({ of })} />}
          {tags.length > 0 && (
            <Field
              label={words.tag}
              value={draft.tag}
              placeholder={words.tagAny}
              maxLength={MAX_NAME_CHARACTERS}
              suggestions={tags}
              onChange={(tag) => onChange({ tag })}
            />
          )}
        </div>
        <div className={styles['pair']}>
          <Day label={words.since} value={draft.since} onChange={(since) => onChange({ since })} />
          <Day label={words.until} value={draft.until} onChange={(until) => onChange({ until })} />
        </div>
        <div>
          {shown !== 'starred' && (
            <Check label={m.exports.starred} checked={draft.starred} onChange={(starred) => onChange({ starred })} />
          )}
          {shown !== 'unread' && (
            <Check label={m.exports.unread} checked={draft.unread} onChange={(unread) => onChange({ unread })} />
          )}
        </div>
      </div>
    </details>
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
