import { useState } from 'react';
import type { BundlePreview } from '../../shared/bundles.ts';
import { Check } from '../dialogs/Check.tsx';
import { Field, MAX_NAME_CHARACTERS } from '../dialogs/Field.tsx';
import form from '../dialogs/form.module.css';
import { NameList } from '../text/NameList.tsx';
import { useText } from '../text/text.tsx';
import styles from './bundles.module.css';
import { newsOf } from './news-of.ts';
import { signerSentence } from './signer-sentence.ts';
import { useArrival } from './use-arrival.ts';

type PreviewProps = {
  readonly preview: BundlePreview;
  readonly pending: boolean;
  readonly onTake: (trustAs: string | null) => void;
  readonly onCancel: () => void;
};

/** More than these nobody reads. */
const SHOWN_SOURCES = 8;

/** What is in a bundle and who signed it, before any of it is stored. */
export function Preview({ preview, pending, onTake, onCancel }: PreviewProps) {
  const { m, format } = useText();
  const words = m.bundles;
  const [trusts, setTrusts] = useState(false);
  const [name, setName] = useState('');
  const arrived = useArrival<HTMLFormElement>();
  const { signer, sources } = preview;
  const isStranger = signer.kind === 'unknown';
  const more = sources.length - SHOWN_SOURCES;
  const shown = more > 0 ? [...sources.slice(0, SHOWN_SOURCES), words.moreSources(more)] : sources;
  return (
    <form
      ref={arrived}
      tabIndex={-1}
      className={`${form['form']} ${form['arrived']}`}
      aria-label={words.inside(preview.articles)}
      onSubmit={(event) => {
        event.preventDefault();
        onTake(isStranger && trusts ? name.trim() : null);
      }}
    >
      <p>
        <strong>{words.inside(preview.articles)}</strong> {newsOf(preview, m, format)}
        {preview.pictures > 0 && m.common.separator + words.pictures(preview.pictures)}
        {m.common.separator}
        {format.bytes(preview.bytes)}
        {preview.encrypted && m.common.separator + words.wasLocked}
      </p>
      {preview.known && <p className={form['hint']}>{words.known}</p>}
      <p className={signer.kind === 'trusted' ? styles['trusted'] : form['notice']} data-signer={signer.kind}>
        {signerSentence(signer, m)}
      </p>
      {isStranger && (
        <div className={styles['inside']}>
          <p>{words.compareWords}</p>
          <ol className={styles['words']} dir="ltr" aria-label={words.wordsOf}>
            {signer.words.split(' ').map((word, place) => (
              // A word may come twice.
              // oxlint-disable-next-line react/no-array-index-key
              <li key={place}>{word}</li>
            ))}
          </ol>
          <Check label={words.trust} checked={trusts} onChange={setTrusts} />
          {trusts && (
            <Field label={words.trustAs} value={name} maxLength={MAX_NAME_CHARACTERS} required onChange={setName} />
          )}
        </div>
      )}
      {shown.length > 0 && (
        <p className={form['hint']}>
          {words.from}: <NameList names={shown} />
        </p>
      )}
      {preview.titles.length > 0 && (
        // It scrolls where there are many, and so the keyboard must get there.
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        <ul className={styles['titles']} tabIndex={0} aria-label={words.newest}>
          {preview.titles.map(({ title, source, direction }, place) => (
            // The same headline may come from the same source twice.
            // oxlint-disable-next-line react/no-array-index-key
            <li key={place} dir={direction}>
              {title === '' ? m.list.noTitle : title}
              <bdi className={form['hint']}> {source}</bdi>
            </li>
          ))}
        </ul>
      )}
      <div className={form['actions']}>
        <button type="button" className={form['secondary']} onClick={onCancel}>
          {m.common.cancel}
        </button>
        <button type="submit" className={form['primary']} disabled={pending}>
          {words.take}
        </button>
      </div>
    </form>
  );
}
