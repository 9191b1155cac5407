import type { HourState } from './hours.ts';

/** Where only the system's colours are shown, a sign tells the states apart. */
export const STATE_SIGNS: Record<HourState, string> = {
  open: '■',
  degraded: '▥',
  allowlist: '▬',
  captive: '□',
  offline: '·',
  away: ' ',
};
