import { useEffect, useRef } from 'react';
import { focusPane } from '../app/focus.ts';
import { IconButton } from '../app/IconButton.tsx';
import { useUi } from '../app/ui-context.ts';
import type { ActivityPart } from '../app/ui-state.ts';
import { useText } from '../text/text.tsx';
import styles from './ActivityPage.module.css';
import { AttemptsLog } from './AttemptsLog.tsx';
import { ExportDiagnostics } from './ExportDiagnostics.tsx';
import { LineHead } from './LineHead.tsx';
import { QuarantineList } from './QuarantineList.tsx';
import { SourcesTable } from './SourcesTable.tsx';

/** What became of every request, told so that one can see whose doing it was. */
export function ActivityPage({ part }: { readonly part: ActivityPart }) {
  const { m } = useText();
  const dispatch = useUi();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (part !== 'quarantine') heading.current?.focus();
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
        </div>
        <LineHead />
        <SourcesTable troubleOnly={part === 'trouble'} />
        <QuarantineList takeFocus={part === 'quarantine'} />
        <AttemptsLog />
        <ExportDiagnostics />
      </div>
    </main>
  );
}
