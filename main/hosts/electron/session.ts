import { BASE, isApp } from './addresses.ts';

/** The one thing that is allowed: the app's own page puts the address of a link on the clipboard, when pressed to. */
const COPY = 'clipboard-sanitized-write';

/**
 * The session may load our scheme and nothing else, and has no permission but one and no device. Stored text is already
 * inert and under its own policy; this holds should both fail.
 */
export function lockSession(session: Electron.Session): void {
  session.setPermissionRequestHandler((_contents, permission, answer, details) =>
    answer(permission === COPY && details.isMainFrame && isApp(details.requestingUrl)),
  );
  session.setPermissionCheckHandler(
    (_contents, permission, origin) => permission === COPY && `${origin}/`.startsWith(BASE),
  );
  session.setDevicePermissionHandler(() => false);
  session.setDisplayMediaRequestHandler(null);
  session.setSpellCheckerEnabled(false);
  session.webRequest.onBeforeRequest((details, answer) => answer({ cancel: !isOurs(details.url) }));
  session.on('will-download', (event, item) => {
    // A list of subscriptions that the app itself has put together, or a finished export; the person is asked where to.
    const address = item.getURL();
    if (!address.startsWith(`blob:${BASE}`) && !address.startsWith(`${BASE}file/`)) event.preventDefault();
  });
}

function isOurs(address: string): boolean {
  return address.startsWith(BASE) || address.startsWith(`blob:${BASE}`);
}
