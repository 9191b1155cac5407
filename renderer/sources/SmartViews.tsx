import type { ListView } from '../../shared/contract.ts';
import { useCount } from '../data/queries.ts';
import { useToday } from '../text/use-today.ts';
import { useText } from '../text/text.tsx';
import { sameView } from './same-view.ts';
import { SourceRow } from './SourceRow.tsx';

type SmartViewsProps = { readonly view: ListView; readonly onSelect: (view: ListView) => void };

/** The views that cut across sources. */
export function SmartViews({ view, onSelect }: SmartViewsProps) {
  const { m } = useText();
  const unread = useCount({ kind: 'unread' }).data?.unread;
  const today: ListView = { kind: 'today', sinceMs: useToday() };
  const todayCount = useCount(today).data?.unread;
  const entries: { view: ListView; name: string; unread?: number | undefined }[] = [
    { view: { kind: 'unread' }, name: m.views.unread, unread },
    { view: today, name: m.views.today, unread: todayCount },
    { view: { kind: 'all' }, name: m.views.all },
    { view: { kind: 'starred' }, name: m.views.starred },
    { view: { kind: 'saved' }, name: m.views.saved },
  ];
  return (
    <ul>
      {entries.map((entry) => (
        <li key={entry.view.kind}>
          <SourceRow
            name={entry.name}
            unread={entry.unread}
            current={sameView(entry.view, view)}
            onSelect={() => onSelect(entry.view)}
          />
        </li>
      ))}
    </ul>
  );
}
