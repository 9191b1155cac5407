import { useEffect } from 'react';
import { useLiveUpdates } from '../data/live.ts';
import { usePreferences } from '../data/preferences.ts';
import { useLibrary } from '../data/queries.ts';
import { chooseLocale, TextProvider } from '../text/text.tsx';
import { ErrorBoundary } from './ErrorBoundary.tsx';
import { NoLibrary } from './NoLibrary.tsx';
import { PaneFailed } from './PaneFailed.tsx';
import { Reader } from './Reader.tsx';

/** Language and colours first, then the window. */
export function App() {
  useLiveUpdates();
  const library = useLibrary();
  const { locale, theme } = usePreferences();
  useEffect(() => {
    document.documentElement.dataset['theme'] = theme;
  }, [theme]);
  return (
    <TextProvider locale={chooseLocale(locale, navigator.languages)}>
      <ErrorBoundary fallback={<PaneFailed />}>
        {library.data && <Reader />}
        {!library.data && library.error && <NoLibrary error={library.error} onAgain={() => void library.refetch()} />}
      </ErrorBoundary>
    </TextProvider>
  );
}
