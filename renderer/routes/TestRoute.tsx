import { useMutation } from '@tanstack/react-query';
import { type FeedId, isSuccess } from '../../shared/model.ts';
import type { Route } from '../../shared/routes.ts';
import { OutcomeText } from '../activity/OutcomeText.tsx';
import { blameOfOutcome } from '../activity/trouble.ts';
import { useClient } from '../data/client-context.ts';
import form from '../dialogs/form.module.css';
import { Problem } from '../dialogs/Problem.tsx';
import { useText } from '../text/text.tsx';
import styles from './TestRoute.module.css';

type TestRouteProps = {
  readonly route: Route;
  /** One of the owner's own sources; nobody else is asked. Null: there is none. */
  readonly feedId: FeedId | null;
  /** Says which of several ways is tested, to whoever hears only the button. */
  readonly label: string;
};

/** Fetches one of the owner's own feeds by this way, and says what came of it. Nothing of it is stored. */
export function TestRoute({ route, feedId, label }: TestRouteProps) {
  const { m, format } = useText();
  const client = useClient();
  const test = useMutation({
    mutationFn: (id: FeedId) => client.call('routes.test', { feedId: id, route }),
  });
  const result = test.data;
  return (
    <div className={styles['test']}>
      <button
        type="button"
        className={form['secondary']}
        aria-label={label}
        disabled={feedId === null || test.isPending}
        onClick={() => feedId !== null && test.mutate(feedId)}
      >
        {m.routes.test.button}
      </button>
      <output className={styles['result']} data-success={result !== undefined && isSuccess(result.outcome)}>
        {test.isPending && m.routes.test.running}
        {!test.isPending && result && (
          <>
            <OutcomeText outcome={result.outcome} blame={blameOfOutcome(result.outcome)} />{' '}
            <span className={styles['facts']}>
              {format.duration(result.ms)}
              {m.common.separator}
              {format.bytes(result.bytes)}
            </span>
          </>
        )}
      </output>
      <Problem error={test.error} />
    </div>
  );
}
