const numbers = new Intl.NumberFormat('fa');

/** A count with its word: after a number a Persian word keeps its form. `#` stands for the number. */
export function counted(count: number, form: string): string {
  return form.replaceAll('#', numbers.format(count));
}

/** A number in Persian digits; one that was written already stays as it is. */
export function digits(value: number | string): string {
  return typeof value === 'number' ? numbers.format(value) : value;
}

/** A name from outside, whose letters may run the other way: it keeps its order and leaves the sentence in its own. */
export function name(text: string): string {
  return `\u2068${text}\u2069`;
}

const WEEKDAYS = ['دوشنبه', 'سه‌شنبه', 'چهارشنبه', 'پنجشنبه', 'جمعه', 'شنبه', 'یکشنبه'];

/** An ISO weekday: 1 is Monday. */
export function weekday(iso: number): string {
  return WEEKDAYS[iso - 1] ?? '';
}
