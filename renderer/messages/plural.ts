/** A count with its word in the right form; `#` stands for the number as the language writes it. */
export type PluralForms = { one?: string; few?: string; many?: string; other: string };

export function pluralizer(language: string): (count: number, forms: PluralForms) => string {
  const rules = new Intl.PluralRules(language);
  const numbers = new Intl.NumberFormat(language);
  return (count, forms) => {
    const category = rules.select(count);
    const form = category === 'zero' || category === 'two' ? forms.other : (forms[category] ?? forms.other);
    return form.replaceAll('#', numbers.format(count));
  };
}
