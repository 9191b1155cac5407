import { LOCALES, type Theme } from '../../shared/model.ts';
import { IconButton } from '../app/IconButton.tsx';
import { useFail, useOpenDialog } from '../app/ui-context.ts';
import { nextTextSize, usePreferences, useSetPreferences } from '../data/preferences.ts';
import { NetworkSection } from '../routes/NetworkSection.tsx';
import { useText } from '../text/text.tsx';
import { Choices } from './Choices.tsx';
import styles from './form.module.css';
import { Modal } from './Modal.tsx';
import preferences from './PreferencesDialog.module.css';

const LANGUAGES = ['system', ...LOCALES] as const;
const THEMES: readonly Theme[] = ['system', 'light', 'dark'];

/** Each choice of looks holds at once; what concerns the network is saved when it is complete. */
export function PreferencesDialog({ onClose }: { readonly onClose: () => void }) {
  const { m, format } = useText();
  const { locale, theme, textSize } = usePreferences();
  const openDialog = useOpenDialog();
  const set = useSetPreferences(useFail());
  return (
    <Modal title={m.preferences.title} onClose={onClose}>
      <div className={styles['form']}>
        <Choices
          label={m.preferences.language}
          name="language"
          choices={LANGUAGES.map((value) => ({ value, label: m.preferences.languages[value] }))}
          value={locale ?? 'system'}
          onChoose={(value) => set({ locale: value === 'system' ? null : value })}
        />
        <Choices
          label={m.preferences.theme}
          name="theme"
          choices={THEMES.map((value) => ({ value, label: m.preferences.themes[value] }))}
          value={theme}
          onChoose={(value) => set({ theme: value })}
        />
        <fieldset className={styles['set']}>
          <legend className={styles['legend']}>{m.preferences.textSize}</legend>
          <div className={preferences['size']}>
            <IconButton
              label={m.article.smaller}
              icon="smaller"
              onPress={() => set({ textSize: nextTextSize(textSize, -1) })}
            />
            <output className={preferences['percent']}>{m.preferences.percent(format.number(textSize))}</output>
            <IconButton
              label={m.article.larger}
              icon="larger"
              onPress={() => set({ textSize: nextTextSize(textSize, 1) })}
            />
          </div>
        </fieldset>
        <div className={styles['section']}>
          <p className={styles['hint']}>{m.schedule.hint}</p>
          <div className={styles['actions']}>
            <button type="button" className={styles['secondary']} onClick={() => openDialog({ kind: 'schedule' })}>
              {m.schedule.open}
            </button>
            <button type="button" className={styles['secondary']} onClick={() => openDialog({ kind: 'exports' })}>
              {m.exports.open}
            </button>
          </div>
        </div>
        <NetworkSection />
      </div>
    </Modal>
  );
}
