import { useFail } from '../app/ui-context.ts';
import { useSchedule, useSetSchedule } from '../data/planner.ts';
import { useText } from '../text/text.tsx';

/** Holds at once, in both directions: whoever wants silence wants it now. */
export function PauseButton({ className }: { readonly className: string | undefined }) {
  const { m } = useText();
  const fail = useFail();
  const { paused } = useSchedule();
  const set = useSetSchedule();
  return (
    <button
      type="button"
      className={className}
      disabled={set.isPending}
      onClick={() => set.mutate({ paused: !paused }, { onError: fail })}
    >
      {paused ? m.schedule.resume : m.schedule.pause}
    </button>
  );
}
