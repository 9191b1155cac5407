import { useWindows } from '../data/planner.ts';
import { useText } from '../text/text.tsx';
import { useNow } from '../text/use-now.ts';
import { currentSentences } from './window-sentences.ts';

/** The window there is now: since when, what came, how long it will be; or when the next one is likely. */
export function CurrentWindow({ className }: { readonly className: string | undefined }) {
  const { m, format } = useText();
  const now = useNow();
  const windows = useWindows().data;
  if (!windows) return null;
  return <p className={className}>{currentSentences(windows, now, m, format).join(' ')}</p>;
}
