import { useRef } from 'react';
import { useOpenDialog, useUi } from '../app/ui-context.ts';
import { IconButton } from '../app/IconButton.tsx';
import { useExportOpml } from '../dialogs/use-export-opml.ts';
import { useText } from '../text/text.tsx';
import styles from './SourcesHeader.module.css';

/** The name of the house, a plus, and a menu of everything else one does with sources. */
export function SourcesHeader() {
  const { m } = useText();
  const openDialog = useOpenDialog();
  const dispatch = useUi();
  const exportOpml = useExportOpml();
  const menu = useRef<HTMLDivElement>(null);
  const entries: [label: string, act: () => void][] = [
    [m.sources.savePage, () => openDialog({ kind: 'save-page' })],
    [m.sources.importOpml, () => openDialog({ kind: 'import' })],
    [m.bundles.giveAll, () => openDialog({ kind: 'give', scope: { kind: 'view', view: { kind: 'all' } } })],
    [m.bundles.manage, () => openDialog({ kind: 'bundles' })],
    [m.sources.exportOpml, exportOpml],
    [m.sources.newFolder, () => openDialog({ kind: 'new-folder' })],
    [m.sources.activity, () => dispatch({ type: 'activity', part: 'top' })],
    [m.sources.preferences, () => openDialog({ kind: 'preferences' })],
    [m.sources.help, () => openDialog({ kind: 'help' })],
  ];
  return (
    <header className={styles['header']}>
      <h1 className={styles['name']}>{m.name}</h1>
      <IconButton label={m.sources.add} onPress={() => openDialog({ kind: 'add' })} icon="plus" />
      <div className={styles['anchor']}>
        <IconButton label={m.sources.more} icon="more" popoverTarget="sources-menu" />
        <div ref={menu} id="sources-menu" popover="auto" className={styles['menu']}>
          {entries.map(([label, act]) => (
            <button
              key={label}
              type="button"
              onClick={() => {
                menu.current?.hidePopover();
                act();
              }}
            >
              {label}
            </button>
          ))}
        </div>
      </div>
    </header>
  );
}
