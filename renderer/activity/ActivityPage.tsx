import { useEffect, useRef } from 'react';
import { focusPane } from '../app/focus.ts';
import { IconButton } from '../app/IconButton.tsx';
import { useOpenDialog, useUi } from '../app/ui-context.ts';
import type { ActivityPart } from '../app/ui-state.ts';
import { QueueSection } from '../queue/QueueSection.tsx';
import { ReadinessSection } from '../readiness/ReadinessSection.tsx';
import { useText } from '../text/text.tsx';
import { WindowsSection } from '../windows/WindowsSection.tsx';
import styles from './ActivityPage.module.css';
import { AttemptsLog } from './AttemptsLog.tsx';
import { ExportDiagnostics } from './ExportDiagnostics.tsx';
import { LineHead } from './LineHead.tsx';
import { QuarantineList } from './QuarantineList.tsx';
import { SourcesTable } from './SourcesTable.tsx';

/** See app/keys.ts. */
const SCHEDULE_KEY = 't';

/** How the line is and was, what is here and what waits, and what became of every request: whose doing it was. */
export function ActivityPage({ part }: { readonly part: ActivityPart }) {
  const { m } = useText();
  const dispatch = useUi();
  const openDialog = useOpenDialog();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (part === 'top') heading.current?.focus();
  }, [part]);

  function leave(): void {
    dispatch({ type: 'activity', part: null });
    requestAnimationFrame(() => focusPane('list'));
  }

  return (
    <main className={styles['page']} aria-labelledby="activity-title" data-pane-name="activity">
      <div className={styles['inside']}>
        <div className={styles['bar']}>
          <IconButton label={m.activity.back} icon="back" shortcut="Escape" onPress={leave} />
          <h2 id="activity-title" ref={heading} tabIndex={-1} data-page-head>
            {m.activity.title}
          </h2>
          <button
            type="button"
            className={styles['link']}
            aria-keyshortcuts={SCHEDULE_KEY}
            title={`${m.schedule.title} (${SCHEDULE_KEY})`}
            onClick={() => openDialog({ kind: 'schedule' })}
          >
            {m.schedule.open}
          </button>
        </div>
        <LineHead />
        <WindowsSection />
        <ReadinessSection />
        <QueueSection />
        <SourcesTable troubleOnly={part === 'trouble'} />
        <QuarantineList takeFocus={part === 'quarantine'} />
        <AttemptsLog />
        <ExportDiagnostics />
      </div>
    </main>
  );
}
