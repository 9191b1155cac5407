import { useStatusFact } from '../data/queries.ts';
import { useText } from '../text/text.tsx';
import styles from './ClockBanner.module.css';
import { clockSentence } from './line-sentences.ts';

/** Stays until the clock is set: nothing else in Larder can help. */
export function ClockBanner() {
  const { m, format } = useText();
  const clockOffMs = useStatusFact((status) => status.clockOffMs).data ?? null;
  const sentence = clockSentence(clockOffMs, m, format);
  if (sentence === null) return null;
  return <output className={styles['banner']}>{sentence}</output>;
}
