import { createContext, type ReactNode, useContext, useEffect, useMemo } from 'react';
import type { Locale } from '../../shared/model.ts';
import { en, type Messages } from '../messages/en.ts';
import { ru } from '../messages/ru.ts';
import { createFormat, type Format } from './format.ts';

export type Text = { readonly m: Messages; readonly format: Format; readonly locale: Locale };

const catalogues: Record<Locale, Messages> = { en, ru };

function textFor(locale: Locale): Text {
  return { m: catalogues[locale], format: createFormat(locale, Date.now), locale };
}

const TextContext = createContext<Text>(textFor('en'));

/** The person's choice, or the first language of the system that we have. */
export function chooseLocale(chosen: Locale | null, languages: readonly string[]): Locale {
  if (chosen) return chosen;
  for (const language of languages) {
    const base = language.toLowerCase().split('-')[0];
    if (base === 'ru' || base === 'en') return base;
  }
  return 'en';
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
  return useContext(TextContext);
}
