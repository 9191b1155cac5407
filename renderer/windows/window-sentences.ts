import type { Forecast, WindowsView } from '../../shared/schedule.ts';
import type { Messages } from '../messages/en.ts';
import type { Format } from '../text/format.ts';
import { whenText } from '../text/when.ts';
import { cameText } from './hours.ts';

/** Below this a forecast is no length of time any more. */
const ENDING_MS = 60_000;

/** The current window with its forecast, or the next one. */
export function currentSentences(view: WindowsView, nowMs: number, m: Messages, format: Format): string[] {
  const { now } = m.windows;
  const { current } = view;
  if (current === null) {
    if (view.nextMs !== null) return [now.next(whenText('about', view.nextMs, m, format))];
    // A network of which nothing is known is told so where its hours would be.
    return view.windows.length === 0 ? [] : [now.nextUnknown];
  }
  const came = cameText(current, m, format);
  const lasted = format.span(nowMs - current.startMs);
  return [
    came === null ? now.openEmpty(lasted) : now.open(lasted, came),
    ...forecastSentences(current.forecast, m, format),
  ];
}

function forecastSentences(forecast: Forecast, m: Messages, format: Format): string[] {
  const { now } = m.windows;
  const { likelyMs, surelyMs, windows, curfewMs } = forecast;
  if (windows === 0) return [now.firstHere];
  return [
    likelyMs < ENDING_MS ? now.ending : now.forecast(format.span(likelyMs), format.span(surelyMs)),
    now.seen(windows),
    ...(curfewMs === null ? [] : [now.curfew(format.time(curfewMs))]),
  ];
}
