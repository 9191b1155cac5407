import { randomBytes } from 'node:crypto';
import type { CoreMethod, HandlersOf } from '../../shared/contract.ts';
import type { FeedId, Library, Status } from '../../shared/model.ts';
import { parseTypedUrl } from '../../shared/url.ts';
import { sampleArticles, sampleImages } from '../samples/samples.ts';
import type { SettingsMethod } from './bundle-settings.ts';
import type { ScheduleMethod } from './schedule-handlers.ts';
import type { TransferMethod } from './transfers.ts';
import { discoverFeeds } from './discover.ts';
import * as edits from './library-edits.ts';
import * as network from './network-edits.ts';
import { writeOpml } from '../bundle/opml.ts';
import { refuseIfPaused } from './pause.ts';
import { testRoute } from './route-test.ts';
import { savePage } from './save-page.ts';
import type { Stages } from './stages.ts';
import type { Tracker } from './tracker.ts';

export type CoreContext = {
  readonly stages: Stages;
  readonly tracker: Tracker;
  /** @throws LarderError PAUSED */
  readonly startPass: (feedIds: readonly FeedId[] | null) => void;
  readonly startUnlessPaused: (feedIds: readonly FeedId[] | null) => void;
  readonly stopPass: () => void;
  readonly status: () => Status;
  readonly diagnostics: () => string;
};

/** What changes something or speaks to the network. */
export function createCoreHandlers({
  stages,
  tracker,
  ...context
}: CoreContext): HandlersOf<Exclude<CoreMethod, ScheduleMethod | SettingsMethod | TransferMethod>> {
  const { archive } = stages;

  function change(edit: (library: Library) => Library): null {
    archive.changeLibrary(edit);
    tracker.changed({ feeds: true, articles: false });
    return null;
  }

  /** Written twice: an old password must not live on in the last good copy. */
  function changeForGood(edit: (library: Library) => Library): null {
    archive.changeLibrary(edit);
    return change((library) => library);
  }

  return {
    'library.get': () => network.shown(archive.library()),
    'preferences.set': (preferences) => change((library) => ({ ...library, preferences })),

    'feeds.discover': ({ url }) => {
      refuseIfPaused(archive.library());
      return discoverFeeds(stages, url);
    },
    'feeds.add': ({ url, title, folder }) => {
      const id = newFeedId();
      const wanted = { url: parseTypedUrl(url).href, title, siteUrl: null, folder };
      change((library) => edits.addSubscription(library, wanted, id, stages.now()));
      context.startUnlessPaused([id]);
      return { id };
    },
    'feeds.rename': ({ id, title }) => change((library) => edits.changeSubscription(library, id, { title })),
    'feeds.move': ({ id, folder }) => change((library) => edits.changeSubscription(library, id, { folder })),
    'feeds.remove': ({ id, deleteArticles }) => {
      change((library) => edits.removeSubscription(library, id));
      if (deleteArticles) archive.forgetFeed(id);
      tracker.changed({ feeds: true, articles: true });
      return null;
    },

    'folders.add': ({ path }) => change((library) => edits.withFolder(library, path)),
    'folders.rename': ({ path, name }) => change((library) => edits.renameFolder(library, path, name)),
    'folders.move': ({ path, into }) => change((library) => edits.moveFolder(library, path, into)),
    'folders.remove': ({ path }) => change((library) => edits.removeFolder(library, path)),

    'opml.import': async ({ bytesBase64 }) => {
      const opml = await stages.extractor.run('opml', Buffer.from(bytesBase64, 'base64'), {});
      const merged = edits.mergeOpml(archive.library(), opml.feeds, newFeedId, stages.now());
      if (merged.added > 0) {
        change(() => merged.library);
        context.startUnlessPaused(null);
      }
      return { added: merged.added, merged: merged.merged, skipped: [...opml.skipped], salvaged: opml.salvaged };
    },
    'opml.export': () => {
      const titles = new Map(archive.feeds().map((feed) => [feed.id, feed.title]));
      return { xml: writeOpml(archive.library(), (feed) => feed.title ?? titles.get(feed.id) ?? feed.url) };
    },

    'proxies.add': (proxy) => {
      const id = newFeedId();
      change((library) => network.addProxy(library, proxy, id));
      return { id };
    },
    'proxies.change': (proxy) => changeForGood((library) => network.changeProxy(library, proxy)),
    'proxies.remove': ({ id }) => changeForGood((library) => network.removeProxy(library, id)),
    'routes.set': (wanted) => change((library) => network.setRoutes(library, wanted)),
    'routes.test': ({ feedId, route }) => {
      refuseIfPaused(archive.library());
      return testRoute(stages, feedId, route);
    },
    'network.set': (wanted) => {
      change((library) => network.setNetwork(library, wanted));
      if (!wanted.log) archive.clearLog();
      return null;
    },
    'feeds.anchor': ({ id, anchor }) => change((library) => edits.changeSubscription(library, id, { anchor })),
    'feeds.trust': (wanted) => change((library) => network.setTrust(library, wanted)),
    'diagnostics.export': () => ({ json: context.diagnostics() }),

    'articles.mark': ({ ids, read, starred }) => {
      archive.mark(ids, { ...(read !== undefined && { read }), ...(starred !== undefined && { starred }) });
      tracker.changed({ feeds: true, articles: true });
      return null;
    },
    'articles.want': ({ id }) => {
      archive.wantArticle(id);
      stages.planning.planner.changed();
      context.startUnlessPaused([]);
      return null;
    },
    'articles.markAllRead': ({ view, asOfMs }) => {
      const marked = archive.markAllRead(view, asOfMs);
      if (marked > 0) tracker.changed({ feeds: true, articles: true });
      return { marked };
    },

    'pages.save': async ({ url }) => {
      refuseIfPaused(archive.library());
      const saved = await savePage(stages, url);
      tracker.saw(saved.outcome);
      if (saved.articleId !== null) {
        tracker.changed({ feeds: true, articles: true });
        context.startUnlessPaused([]); // of no source: only what pictures are wanted
      }
      return saved;
    },
    'samples.load': () => {
      const articles = archive.addSamples(sampleArticles());
      for (const { url, bytes, info } of sampleImages()) archive.addImage(url, bytes, info);
      tracker.changed({ feeds: true, articles: true });
      return { articles };
    },

    'fetch.start': ({ feedIds }) => {
      stages.planning.goOn();
      context.startPass(feedIds);
      return null;
    },
    'fetch.stop': () => {
      stages.planning.rest();
      context.stopPass();
      return null;
    },
    'status.get': () => context.status(),
  };
}

function newFeedId(): FeedId {
  return randomBytes(10).toString('hex') as FeedId;
}
