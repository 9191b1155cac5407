import { createContext, type ReactNode, useContext, useEffect, useMemo } from 'react';
import { type Locale, LOCALES } from '../../shared/model.ts';
import { en, type Messages } from '../messages/en.ts';
import { fa } from '../messages/fa.ts';
import { ru } from '../messages/ru.ts';
import { createFormat, type Format } from './format.ts';

export type Text = { readonly m: Messages; readonly format: Format; readonly locale: Locale };

const catalogues: Record<Locale, Messages> = { en, ru, fa };

function textFor(locale: Locale): Text {
  return { m: catalogues[locale], format: createFormat(regional(locale, navigator.languages), Date.now), locale };
}

/** The system's own variety of a language, which decides between 13:28 and 1:28 PM. */
export function regional(locale: Locale, languages: readonly string[]): string {
  return languages.find((language) => language.toLowerCase() !== locale && localeOf(language) === locale) ?? locale;
}

const TextContext = createContext<Text | null>(null);

/** The person's choice, or the first language of the system that we have. */
export function chooseLocale(chosen: Locale | null, languages: readonly string[]): Locale {
  if (chosen) return chosen;
  for (const language of languages) {
    const locale = localeOf(language);
    if (locale) return locale;
  }
  return 'en';
}

/** The language of ours that one of the system is a variety of. Dari has a code of its own besides `fa-AF`. */
function localeOf(language: string): Locale | undefined {
  const base = language.toLowerCase().split('-')[0];
  return base === 'prs' ? 'fa' : LOCALES.find((locale) => locale === base);
}

export function TextProvider({ locale, children }: { locale: Locale; children: ReactNode }) {
  const text = useMemo(() => textFor(locale), [locale]);
  useEffect(() => {
    document.documentElement.lang = locale;
    document.documentElement.dir = text.m.direction;
  }, [locale, text]);
  return <TextContext value={text}>{children}</TextContext>;
}

/** The catalogue and the formats of the language in use. */
export function useText(): Text {
  const text = useContext(TextContext);
  if (!text) throw new Error('No language above this component.');
  return text;
}
