import { useEffect, useState } from 'react';
import { startOfDay } from './format.ts';

const LOOK_EVERY_MS = 60_000;

/** Local midnight of today, also for a window that stays open over night. */
export function useToday(): number {
  const [today, setToday] = useState(() => startOfDay(Date.now()));
  useEffect(() => {
    const timer = setInterval(() => setToday(startOfDay(Date.now())), LOOK_EVERY_MS);
    return () => clearInterval(timer);
  }, []);
  return today;
}
