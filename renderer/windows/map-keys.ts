/** A day, counted back from today, and one of its hours. */
export type Place = { readonly day: number; readonly hour: number };

type Press = { readonly key: string; readonly ctrlKey: boolean; readonly metaKey: boolean; readonly altKey: boolean };

/** Where a key leads in the map of hours; null: it is not for the map. */
export function moved(
  { day, hour }: Place,
  press: Press,
  { days, mirrored }: { readonly days: number; readonly mirrored: boolean },
): Place | null {
  if (press.metaKey || press.altKey) return null;
  const ahead = mirrored ? -1 : 1;
  const last = days - 1;
  switch (press.key) {
    case 'ArrowRight':
      return { day, hour: within(hour + ahead, 23) };
    case 'ArrowLeft':
      return { day, hour: within(hour - ahead, 23) };
    case 'ArrowDown':
      return { day: within(day + 1, last), hour };
    case 'ArrowUp':
      return { day: within(day - 1, last), hour };
    case 'Home':
      return { day: press.ctrlKey ? 0 : day, hour: 0 };
    case 'End':
      return { day: press.ctrlKey ? last : day, hour: 23 };
    case 'PageDown':
      return { day: within(day + 7, last), hour };
    case 'PageUp':
      return { day: within(day - 7, last), hour };
    default:
      return null;
  }
}

function within(value: number, last: number): number {
  return Math.min(last, Math.max(0, value));
}
