import type { Pages } from '../../service/pages.ts';
import { pathOf, SCHEME } from './addresses.ts';

/** The app and what is stored, under our scheme; every other address of it is answered with nothing. */
export function handlePages(session: Pick<Electron.Session, 'protocol'>, pages: Pages): void {
  session.protocol.handle(SCHEME, async (request) => {
    const path = pathOf(request.url);
    if (path === null) return new Response(null, { status: 404 });
    if (request.method !== 'GET' && request.method !== 'HEAD') return new Response(null, { status: 405 });
    try {
      const page = await pages.find(path);
      const body = request.method === 'HEAD' ? null : new Uint8Array(page.body);
      return new Response(body, { status: page.status, headers: page.headers });
    } catch (error) {
      console.error('larder: a page could not be made:', error);
      return new Response(null, { status: 500 });
    }
  });
}
