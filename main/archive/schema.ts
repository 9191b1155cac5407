/**
 * The shape of archive.db, as an ordered list of steps: the n-th takes `user_version` from n-1 to n. A step that was
 * released is never edited; a new one is added.
 *
 * Rows point at each other by local numbers (`n`). Numbers never leave the archive: outside, a feed and an article are
 * known by their random ids, a picture by its SHA-256.
 */
export const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE fact (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

  -- What library.json says of a subscription, and what fetching has taught since.
  CREATE TABLE feed (
    n INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    url TEXT NOT NULL,
    given_title TEXT,
    own_title TEXT,
    site_url TEXT,
    own_site_url TEXT,
    language TEXT,
    folder TEXT NOT NULL,
    place INTEGER NOT NULL,
    subscribed INTEGER NOT NULL,
    etag TEXT,
    last_modified TEXT,
    sha256 TEXT,
    fresh_until_ms INTEGER,
    retry_at_ms INTEGER,
    last_attempt_ms INTEGER,
    last_success_ms INTEGER,
    last_outcome TEXT,
    last_reason TEXT
  ) STRICT;

  -- One row of a list. Titles and the like are those of the version shown; where it is from stands in "version".
  CREATE TABLE article (
    n INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL CHECK (kind IN ('feed', 'saved', 'sample', 'bundle')),
    source_title TEXT,
    url TEXT,
    title TEXT NOT NULL,
    byline TEXT,
    excerpt TEXT NOT NULL,
    language TEXT,
    direction TEXT NOT NULL CHECK (direction IN ('ltr', 'rtl')),
    published_ms INTEGER,
    shown INTEGER NOT NULL, -- a version; both are made in one go, and the check looks after it
    stored INTEGER NOT NULL CHECK (stored IN (0, 1, 2)),
    enclosures TEXT
  ) STRICT;

  -- What the reader did, with all that orders and filters a list, so that one index answers for any page of it.
  -- sort_ms never changes after the first sight: a list that a person scrolls must not shuffle.
  CREATE TABLE status (
    article INTEGER PRIMARY KEY REFERENCES article (n) ON DELETE CASCADE,
    feed INTEGER REFERENCES feed (n),
    sort_ms INTEGER NOT NULL,
    seen_ms INTEGER NOT NULL,
    read_ms INTEGER,
    starred_ms INTEGER,
    saved INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX status_in_order ON status (sort_ms DESC, article, read_ms, feed);
  CREATE INDEX status_of_feed ON status (feed, sort_ms DESC, article, read_ms);
  CREATE INDEX status_unread ON status (sort_ms DESC, article, read_ms, feed) WHERE read_ms IS NULL;
  CREATE INDEX status_read ON status (read_ms, sort_ms, feed) WHERE read_ms IS NOT NULL;
  CREATE INDEX status_starred ON status (sort_ms DESC, article, read_ms, starred_ms) WHERE starred_ms IS NOT NULL;
  CREATE INDEX status_saved ON status (sort_ms DESC, article, read_ms, saved) WHERE saved = 1;

  CREATE TABLE tag (
    article INTEGER NOT NULL REFERENCES article (n) ON DELETE CASCADE,
    name TEXT NOT NULL,
    PRIMARY KEY (article, name)
  ) STRICT, WITHOUT ROWID;

  -- Further feeds that carry the same article.
  CREATE TABLE also_in (
    article INTEGER NOT NULL REFERENCES article (n) ON DELETE CASCADE,
    feed INTEGER NOT NULL REFERENCES feed (n),
    PRIMARY KEY (article, feed)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX also_in_feed ON also_in (feed, article);

  -- Every way an article is known. The value is a hash: keys are only ever compared.
  CREATE TABLE article_key (
    kind INTEGER NOT NULL CHECK (kind IN (1, 2, 3)),
    value BLOB NOT NULL,
    article INTEGER NOT NULL REFERENCES article (n) ON DELETE CASCADE,
    PRIMARY KEY (kind, value, article)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX article_key_article ON article_key (article);

  -- Immutable text. "body" is last, so that everything before it is read without it.
  CREATE TABLE version (
    n INTEGER PRIMARY KEY,
    article INTEGER NOT NULL REFERENCES article (n) ON DELETE CASCADE,
    origin TEXT NOT NULL CHECK (origin IN ('feed', 'page', 'bundle', 'sample')),
    feed INTEGER, -- the one that said so; it may be forgotten since
    stored_ms INTEGER NOT NULL,
    complete INTEGER NOT NULL,
    extractor INTEGER NOT NULL,
    fingerprint BLOB NOT NULL,
    title TEXT,
    byline TEXT,
    language TEXT,
    direction TEXT NOT NULL,
    published_ms INTEGER,
    text_length INTEGER NOT NULL,
    words INTEGER NOT NULL,
    codec INTEGER NOT NULL,
    body BLOB NOT NULL
  ) STRICT;
  CREATE INDEX version_article ON version (article, origin);

  -- How a version came here. "authority": the host that vouched for it.
  CREATE TABLE provenance (
    version INTEGER PRIMARY KEY REFERENCES version (n) ON DELETE CASCADE,
    at_ms INTEGER NOT NULL,
    route TEXT NOT NULL,
    authority TEXT
  ) STRICT;

  -- From whom a version was received by hand. A table of its own, so that it can be forgotten without a trace.
  CREATE TABLE received_from (
    version INTEGER PRIMARY KEY REFERENCES version (n) ON DELETE CASCADE,
    bundle TEXT NOT NULL,
    key TEXT,
    label TEXT
  ) STRICT;

  -- The article's page as work: 1 wanted, 2 stored, 3 settled without it (outcome and reason say why; GONE is a tombstone).
  CREATE TABLE page (
    article INTEGER PRIMARY KEY REFERENCES article (n) ON DELETE CASCADE,
    state INTEGER NOT NULL CHECK (state IN (1, 2, 3)),
    host TEXT NOT NULL,
    sort_ms INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    retry_ms INTEGER NOT NULL,
    outcome TEXT,
    reason TEXT
  ) STRICT;
  CREATE INDEX page_wanted ON page (host, sort_ms DESC, article, retry_ms) WHERE state = 1;

  -- Pages that gave no article, kept to learn from; may be dropped at any time.
  CREATE TABLE raw_page (
    article INTEGER PRIMARY KEY REFERENCES article (n) ON DELETE CASCADE,
    at_ms INTEGER NOT NULL,
    reason TEXT NOT NULL,
    codec INTEGER NOT NULL,
    body BLOB NOT NULL
  ) STRICT;

  CREATE TABLE image (
    n INTEGER PRIMARY KEY,
    sha256 BLOB NOT NULL UNIQUE,
    media_type TEXT NOT NULL,
    width INTEGER,
    height INTEGER,
    complete INTEGER NOT NULL,
    bytes BLOB NOT NULL
  ) STRICT;

  -- A picture's address: 1 wanted, 2 stored, 3 refused, 4 gone. Several articles may show it.
  CREATE TABLE picture (
    n INTEGER PRIMARY KEY,
    url TEXT NOT NULL UNIQUE,
    host TEXT NOT NULL,
    state INTEGER NOT NULL CHECK (state IN (1, 2, 3, 4)),
    image INTEGER REFERENCES image (n),
    lead INTEGER NOT NULL,
    sort_ms INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    retry_ms INTEGER NOT NULL,
    outcome TEXT,
    reason TEXT
  ) STRICT;
  CREATE INDEX picture_wanted ON picture (host, lead DESC, sort_ms DESC, n, retry_ms) WHERE state = 1;
  CREATE INDEX picture_image ON picture (image) WHERE image IS NOT NULL;

  CREATE TABLE asset (
    version INTEGER NOT NULL REFERENCES version (n) ON DELETE CASCADE,
    place INTEGER NOT NULL,
    picture INTEGER NOT NULL REFERENCES picture (n),
    PRIMARY KEY (version, place)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX asset_picture ON asset (picture, version);

  -- Without "contentless_delete": with it, deleted words stay in the index. The terms come in ready (words.ts); this
  -- tokenizer only splits them at blanks.
  CREATE VIRTUAL TABLE word USING fts5 (title, body, content = '', tokenize = 'ascii');
  INSERT INTO word (word, rank) VALUES ('secure-delete', 1);
  -- What stands in the index for an article, so that exactly that can be taken out again.
  CREATE TABLE indexed (
    article INTEGER PRIMARY KEY REFERENCES article (n),
    version INTEGER NOT NULL,
    language TEXT
  ) STRICT;

  -- Counts that would otherwise be counted again for every glance at the list of sources. Kept by the triggers below.
  CREATE TABLE tally (
    feed INTEGER PRIMARY KEY REFERENCES feed (n) ON DELETE CASCADE,
    total INTEGER NOT NULL,
    unread INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE totals (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    articles INTEGER NOT NULL,
    unread INTEGER NOT NULL,
    starred INTEGER NOT NULL,
    whole INTEGER NOT NULL,
    images INTEGER NOT NULL,
    text_bytes INTEGER NOT NULL,
    image_bytes INTEGER NOT NULL
  ) STRICT;
  INSERT INTO totals VALUES (1, 0, 0, 0, 0, 0, 0, 0);

  CREATE TRIGGER feed_added AFTER INSERT ON feed BEGIN
    INSERT INTO tally VALUES (new.n, 0, 0);
  END;
  CREATE TRIGGER status_added AFTER INSERT ON status BEGIN
    UPDATE totals SET articles = articles + 1, unread = unread + (new.read_ms IS NULL),
      starred = starred + (new.starred_ms IS NOT NULL);
    UPDATE tally SET total = total + 1, unread = unread + (new.read_ms IS NULL) WHERE feed = new.feed;
  END;
  CREATE TRIGGER status_removed AFTER DELETE ON status BEGIN
    UPDATE totals SET articles = articles - 1, unread = unread - (old.read_ms IS NULL),
      starred = starred - (old.starred_ms IS NOT NULL);
    UPDATE tally SET total = total - 1, unread = unread - (old.read_ms IS NULL) WHERE feed = old.feed;
  END;
  CREATE TRIGGER status_read_changed AFTER UPDATE OF read_ms ON status
  WHEN (old.read_ms IS NULL) <> (new.read_ms IS NULL) BEGIN
    UPDATE totals SET unread = unread + iif(new.read_ms IS NULL, 1, -1);
    UPDATE tally SET unread = unread + iif(new.read_ms IS NULL, 1, -1)
      WHERE feed = new.feed OR feed IN (SELECT feed FROM also_in WHERE article = new.article);
  END;
  CREATE TRIGGER status_star_changed AFTER UPDATE OF starred_ms ON status
  WHEN (old.starred_ms IS NULL) <> (new.starred_ms IS NULL) BEGIN
    UPDATE totals SET starred = starred + iif(new.starred_ms IS NULL, -1, 1);
  END;
  CREATE TRIGGER status_moved AFTER UPDATE OF feed ON status WHEN old.feed IS NOT new.feed BEGIN
    UPDATE tally SET total = total - 1, unread = unread - (old.read_ms IS NULL) WHERE feed = old.feed;
    UPDATE tally SET total = total + 1, unread = unread + (new.read_ms IS NULL) WHERE feed = new.feed;
  END;
  CREATE TRIGGER also_in_added AFTER INSERT ON also_in BEGIN
    UPDATE tally SET total = total + 1,
      unread = unread + (SELECT read_ms IS NULL FROM status WHERE article = new.article) WHERE feed = new.feed;
  END;
  CREATE TRIGGER also_in_removed AFTER DELETE ON also_in BEGIN
    UPDATE tally SET total = total - 1,
      unread = unread - (SELECT read_ms IS NULL FROM status WHERE article = old.article) WHERE feed = old.feed;
  END;
  CREATE TRIGGER article_added AFTER INSERT ON article WHEN new.stored = 2 BEGIN
    UPDATE totals SET whole = whole + 1;
  END;
  CREATE TRIGGER article_stored_changed AFTER UPDATE OF stored ON article WHEN (old.stored = 2) <> (new.stored = 2) BEGIN
    UPDATE totals SET whole = whole + iif(new.stored = 2, 1, -1);
  END;
  CREATE TRIGGER article_removed AFTER DELETE ON article WHEN old.stored = 2 BEGIN
    UPDATE totals SET whole = whole - 1;
  END;
  CREATE TRIGGER version_added AFTER INSERT ON version BEGIN
    UPDATE totals SET text_bytes = text_bytes + length(new.body);
  END;
  CREATE TRIGGER version_removed AFTER DELETE ON version BEGIN
    UPDATE totals SET text_bytes = text_bytes - length(old.body);
  END;
  CREATE TRIGGER image_added AFTER INSERT ON image BEGIN
    UPDATE totals SET images = images + 1, image_bytes = image_bytes + length(new.bytes);
  END;
  CREATE TRIGGER image_removed AFTER DELETE ON image BEGIN
    UPDATE totals SET images = images - 1, image_bytes = image_bytes - length(old.bytes);
  END;
  `,
  `
  -- What the line taught of a source. All of it is forgotten when its address changes.
  ALTER TABLE feed ADD COLUMN domains TEXT NOT NULL DEFAULT '[]'; -- JSON: registrable domains it was let in from, newest last
  ALTER TABLE feed ADD COLUMN https_tried_ms INTEGER;
  ALTER TABLE feed ADD COLUMN https_ok_ms INTEGER;
  ALTER TABLE feed ADD COLUMN gone_days INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE feed ADD COLUMN gone_first_ms INTEGER;
  ALTER TABLE feed ADD COLUMN gone_last_ms INTEGER;
  ALTER TABLE feed ADD COLUMN last_route TEXT;
  ALTER TABLE feed ADD COLUMN last_bytes INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE feed ADD COLUMN total_bytes INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE feed ADD COLUMN authority TEXT; -- of the last success
  ALTER TABLE feed ADD COLUMN dns_blocked INTEGER NOT NULL DEFAULT 0;

  -- Where a source says it has moved to, for good; a row for each network that was seen to say so.
  CREATE TABLE feed_move (
    feed INTEGER NOT NULL REFERENCES feed (n) ON DELETE CASCADE,
    target TEXT NOT NULL,
    network TEXT NOT NULL,
    sightings INTEGER NOT NULL,
    first_ms INTEGER NOT NULL,
    last_ms INTEGER NOT NULL,
    PRIMARY KEY (feed, target, network)
  ) STRICT, WITHOUT ROWID;

  -- Who vouched for a version (an Authority; null: it was not noted), the bytes of the page it was read from, and the
  -- keys its article got from nobody else: what it takes to take the version back without a trace.
  ALTER TABLE provenance ADD COLUMN vouched TEXT;
  ALTER TABLE provenance ADD COLUMN sha256 BLOB;
  ALTER TABLE provenance ADD COLUMN keys BLOB;
  CREATE INDEX provenance_unverified ON provenance (sha256) WHERE vouched = 'none' AND sha256 IS NOT NULL;
  -- The newest read pages of one host, for the length that is usual there.
  CREATE INDEX page_stored ON page (host, sort_ms DESC, article) WHERE state = 2;
  ALTER TABLE picture ADD COLUMN vouched TEXT;

  -- Aggregates of one origin; never a history of attempts.
  CREATE TABLE origin (
    n INTEGER PRIMARY KEY,
    origin TEXT NOT NULL UNIQUE,
    saved_ms INTEGER NOT NULL,
    facts TEXT NOT NULL -- JSON, less the origin
  ) STRICT;
  CREATE INDEX origin_saved ON origin (saved_ms);
  CREATE TABLE route_record (
    n INTEGER PRIMARY KEY,
    route TEXT NOT NULL,
    origin TEXT NOT NULL,
    network TEXT NOT NULL,
    health REAL NOT NULL,
    last_ok_ms INTEGER,
    last_fail_ms INTEGER,
    saved_ms INTEGER NOT NULL,
    UNIQUE (route, origin, network)
  ) STRICT;
  CREATE INDEX route_record_saved ON route_record (saved_ms);

  -- Pages that a network shows in place of others; of their text only what it takes to know them again.
  CREATE TABLE stub (
    sha256 TEXT PRIMARY KEY,
    simhash TEXT NOT NULL,
    seen_ms INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX stub_seen ON stub (seen_ms);

  -- What came and was not let in: why, and its hash, but nothing of its body, for such a page can name the subscriber.
  CREATE TABLE quarantine (
    what TEXT NOT NULL CHECK (what IN ('feed', 'page', 'image')),
    key TEXT NOT NULL,
    feed INTEGER REFERENCES feed (n) ON DELETE CASCADE,
    article INTEGER REFERENCES article (n) ON DELETE CASCADE,
    host TEXT NOT NULL,
    outcome TEXT NOT NULL,
    reason TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    at_ms INTEGER NOT NULL,
    PRIMARY KEY (what, key)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX quarantine_newest ON quarantine (at_ms DESC);
  CREATE INDEX quarantine_feed ON quarantine (feed) WHERE feed IS NOT NULL;
  CREATE INDEX quarantine_article ON quarantine (article) WHERE article IS NOT NULL;

  -- Empty unless the owner keeps a log. No host and no address stand in it.
  CREATE TABLE attempt (
    n INTEGER PRIMARY KEY,
    at_ms INTEGER NOT NULL,
    feed INTEGER REFERENCES feed (n) ON DELETE CASCADE,
    what TEXT NOT NULL CHECK (what IN ('feed', 'page', 'image')),
    outcome TEXT NOT NULL,
    route TEXT NOT NULL,
    bytes INTEGER NOT NULL,
    ms INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX attempt_feed ON attempt (feed) WHERE feed IS NOT NULL;
  `,
  `
  -- What to have first. Of a source what its owner's rule says: 0 low, 1 normal, 2 high. Of a page or picture the highest
  -- of the sources that carry its article, or 3: the reader waits for it (starred, or asked for). Kept for what is still
  -- wanted only. -1: no article shows the picture; it waits until one does.
  ALTER TABLE feed ADD COLUMN rank INTEGER NOT NULL DEFAULT 1;
  ALTER TABLE feed ADD COLUMN every_minutes REAL;
  ALTER TABLE status ADD COLUMN asked INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE page ADD COLUMN rank INTEGER NOT NULL DEFAULT 1;
  ALTER TABLE page ADD COLUMN feed_text_length INTEGER NOT NULL DEFAULT 0; -- the longest its feeds gave
  ALTER TABLE picture ADD COLUMN rank INTEGER NOT NULL DEFAULT -1;
  UPDATE page SET rank = 3 WHERE state = 1 AND article IN (SELECT article FROM status WHERE starred_ms IS NOT NULL);
  UPDATE page SET feed_text_length = coalesce(
      (SELECT max(v.text_length) FROM version v WHERE v.article = page.article AND v.origin = 'feed'), 0);
  UPDATE picture SET rank = coalesce(
      (SELECT max(iif(s.starred_ms IS NULL, 1, 3)) FROM asset x JOIN version v ON v.n = x.version
       JOIN article a ON a.n = v.article AND a.shown = v.n JOIN status s ON s.article = a.n
       WHERE x.picture = picture.n), -1) WHERE state = 1;
  CREATE TRIGGER feed_version_added AFTER INSERT ON version WHEN new.origin = 'feed' BEGIN
    UPDATE page SET feed_text_length = new.text_length WHERE article = new.article AND feed_text_length < new.text_length;
  END;

  -- From these alone it is told what is worth asking for, hopping from host to host within each rank.
  DROP INDEX page_wanted;
  CREATE INDEX page_waiting ON page (rank, host, sort_ms DESC, article, retry_ms, feed_text_length) WHERE state = 1;
  DROP INDEX picture_wanted;
  CREATE INDEX picture_waiting ON picture (rank, host, lead DESC, sort_ms DESC, n, retry_ms)
    WHERE state = 1 AND rank >= 0;

  -- How a source posts and what asking it costs: sums that decay, and no list of when it was asked.
  CREATE TABLE rhythm (
    feed INTEGER PRIMARY KEY REFERENCES feed (n) ON DELETE CASCADE,
    facts TEXT NOT NULL -- JSON
  ) STRICT;

  CREATE TABLE breaker (
    key TEXT PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('path', 'server')),
    failures INTEGER NOT NULL,
    wait_ms INTEGER NOT NULL,
    until_ms INTEGER NOT NULL,
    outcome TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX breaker_until ON breaker (until_ms);

  -- The diary: hours and stretches of a line, by the keyed hash of its network. No source, host or address stands in it.
  CREATE TABLE line_hour (
    network TEXT NOT NULL,
    hour_ms INTEGER NOT NULL,
    offline_ms INTEGER NOT NULL,
    captive_ms INTEGER NOT NULL,
    allowlist_ms INTEGER NOT NULL,
    degraded_ms INTEGER NOT NULL,
    open_ms INTEGER NOT NULL,
    bytes INTEGER NOT NULL,
    headlines INTEGER NOT NULL,
    texts INTEGER NOT NULL,
    images INTEGER NOT NULL,
    PRIMARY KEY (network, hour_ms)
  ) STRICT, WITHOUT ROWID;
  -- "seen_ms": when it was last saved. A program that was killed closes its window there at the next start.
  CREATE TABLE line_window (
    n INTEGER PRIMARY KEY AUTOINCREMENT,
    network TEXT NOT NULL,
    start_ms INTEGER NOT NULL,
    end_ms INTEGER,
    seen_ms INTEGER NOT NULL,
    state TEXT NOT NULL,
    bytes INTEGER NOT NULL,
    goodput REAL,
    headlines INTEGER NOT NULL,
    texts INTEGER NOT NULL,
    images INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX line_window_newest ON line_window (network, start_ms DESC);

  -- Wire bytes by the hour, of all networks together: what budgets are counted by.
  CREATE TABLE spent (
    hour_ms INTEGER PRIMARY KEY,
    bytes INTEGER NOT NULL
  ) STRICT;

  CREATE TABLE export_run (
    id TEXT PRIMARY KEY,
    last_ms INTEGER NOT NULL,
    last_file TEXT,
    problem TEXT
  ) STRICT, WITHOUT ROWID;

  -- What is unread is also counted by how much of it is here; the rest of "unread" are headlines. Counting anew takes
  -- 65 ms at 100,000 unread articles, and is asked for at every change.
  ALTER TABLE tally ADD COLUMN unread_text INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE tally ADD COLUMN unread_whole INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE totals ADD COLUMN unread_text INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE totals ADD COLUMN unread_whole INTEGER NOT NULL DEFAULT 0;
  UPDATE totals SET (unread_text, unread_whole) = (SELECT count(*) FILTER (WHERE a.stored = 1), count(*) FILTER (WHERE a.stored = 2)
    FROM status s JOIN article a ON a.n = s.article WHERE s.read_ms IS NULL);
  UPDATE tally SET unread_text = c.text, unread_whole = c.whole FROM (
    SELECT carried.feed, count(*) FILTER (WHERE a.stored = 1) AS text, count(*) FILTER (WHERE a.stored = 2) AS whole
    FROM (SELECT feed, article FROM status WHERE read_ms IS NULL UNION ALL
          SELECT o.feed, o.article FROM also_in o JOIN status s ON s.article = o.article WHERE s.read_ms IS NULL) carried
    JOIN article a ON a.n = carried.article GROUP BY carried.feed) c WHERE c.feed = tally.feed;

  DROP TRIGGER feed_added;
  DROP TRIGGER status_added;
  DROP TRIGGER status_removed;
  DROP TRIGGER status_read_changed;
  DROP TRIGGER status_moved;
  DROP TRIGGER also_in_added;
  DROP TRIGGER also_in_removed;
  CREATE TRIGGER feed_added AFTER INSERT ON feed BEGIN
    INSERT INTO tally (feed, total, unread) VALUES (new.n, 0, 0);
  END;
  CREATE TRIGGER status_added AFTER INSERT ON status BEGIN
    UPDATE totals SET articles = articles + 1, starred = starred + (new.starred_ms IS NOT NULL),
      unread = unread + (new.read_ms IS NULL),
      unread_text = unread_text + (new.read_ms IS NULL AND (SELECT stored FROM article WHERE n = new.article) = 1),
      unread_whole = unread_whole + (new.read_ms IS NULL AND (SELECT stored FROM article WHERE n = new.article) = 2);
    UPDATE tally SET total = total + 1, unread = unread + (new.read_ms IS NULL),
      unread_text = unread_text + (new.read_ms IS NULL AND (SELECT stored FROM article WHERE n = new.article) = 1),
      unread_whole = unread_whole + (new.read_ms IS NULL AND (SELECT stored FROM article WHERE n = new.article) = 2)
      WHERE feed = new.feed;
  END;
  CREATE TRIGGER status_removed AFTER DELETE ON status BEGIN
    UPDATE totals SET articles = articles - 1, starred = starred - (old.starred_ms IS NOT NULL),
      unread = unread - (old.read_ms IS NULL),
      unread_text = unread_text - (old.read_ms IS NULL AND (SELECT stored FROM article WHERE n = old.article) = 1),
      unread_whole = unread_whole - (old.read_ms IS NULL AND (SELECT stored FROM article WHERE n = old.article) = 2);
    UPDATE tally SET total = total - 1, unread = unread - (old.read_ms IS NULL),
      unread_text = unread_text - (old.read_ms IS NULL AND (SELECT stored FROM article WHERE n = old.article) = 1),
      unread_whole = unread_whole - (old.read_ms IS NULL AND (SELECT stored FROM article WHERE n = old.article) = 2)
      WHERE feed = old.feed;
  END;
  CREATE TRIGGER status_read_changed AFTER UPDATE OF read_ms ON status
  WHEN (old.read_ms IS NULL) <> (new.read_ms IS NULL) BEGIN
    UPDATE totals SET unread = unread + iif(new.read_ms IS NULL, 1, -1),
      unread_text = unread_text + iif((SELECT stored FROM article WHERE n = new.article) = 1, iif(new.read_ms IS NULL, 1, -1), 0),
      unread_whole = unread_whole + iif((SELECT stored FROM article WHERE n = new.article) = 2, iif(new.read_ms IS NULL, 1, -1), 0);
    UPDATE tally SET unread = unread + iif(new.read_ms IS NULL, 1, -1),
      unread_text = unread_text + iif((SELECT stored FROM article WHERE n = new.article) = 1, iif(new.read_ms IS NULL, 1, -1), 0),
      unread_whole = unread_whole + iif((SELECT stored FROM article WHERE n = new.article) = 2, iif(new.read_ms IS NULL, 1, -1), 0)
      WHERE feed = new.feed OR feed IN (SELECT feed FROM also_in WHERE article = new.article);
  END;
  CREATE TRIGGER status_moved AFTER UPDATE OF feed ON status WHEN old.feed IS NOT new.feed BEGIN
    UPDATE tally SET total = total - 1, unread = unread - (old.read_ms IS NULL),
      unread_text = unread_text - (old.read_ms IS NULL AND (SELECT stored FROM article WHERE n = old.article) = 1),
      unread_whole = unread_whole - (old.read_ms IS NULL AND (SELECT stored FROM article WHERE n = old.article) = 2)
      WHERE feed = old.feed;
    UPDATE tally SET total = total + 1, unread = unread + (new.read_ms IS NULL),
      unread_text = unread_text + (new.read_ms IS NULL AND (SELECT stored FROM article WHERE n = new.article) = 1),
      unread_whole = unread_whole + (new.read_ms IS NULL AND (SELECT stored FROM article WHERE n = new.article) = 2)
      WHERE feed = new.feed;
  END;
  CREATE TRIGGER also_in_added AFTER INSERT ON also_in BEGIN
    UPDATE tally SET total = total + 1, unread = unread + u.is_unread, unread_text = unread_text + (u.is_unread AND u.stored = 1),
      unread_whole = unread_whole + (u.is_unread AND u.stored = 2)
      FROM (SELECT s.read_ms IS NULL AS is_unread, a.stored FROM status s JOIN article a ON a.n = s.article
            WHERE s.article = new.article) u WHERE feed = new.feed;
  END;
  CREATE TRIGGER also_in_removed AFTER DELETE ON also_in BEGIN
    UPDATE tally SET total = total - 1, unread = unread - u.is_unread, unread_text = unread_text - (u.is_unread AND u.stored = 1),
      unread_whole = unread_whole - (u.is_unread AND u.stored = 2)
      FROM (SELECT s.read_ms IS NULL AS is_unread, a.stored FROM status s JOIN article a ON a.n = s.article
            WHERE s.article = old.article) u WHERE feed = old.feed;
  END;
  CREATE TRIGGER article_kept_changed AFTER UPDATE OF stored ON article
  WHEN old.stored <> new.stored AND EXISTS (SELECT 1 FROM status WHERE article = new.n AND read_ms IS NULL) BEGIN
    UPDATE totals SET unread_text = unread_text + (new.stored = 1) - (old.stored = 1),
      unread_whole = unread_whole + (new.stored = 2) - (old.stored = 2);
    UPDATE tally SET unread_text = unread_text + (new.stored = 1) - (old.stored = 1),
      unread_whole = unread_whole + (new.stored = 2) - (old.stored = 2)
      WHERE feed = (SELECT feed FROM status WHERE article = new.n)
        OR feed IN (SELECT feed FROM also_in WHERE article = new.n);
  END;
  `,
  `
  -- Parts of the address were taken off before it came here, in a bundle: it is then no key to know the article by.
  ALTER TABLE article ADD COLUMN url_cut INTEGER NOT NULL DEFAULT 0;
  -- By headline and date an article of a bundle is known where its address does not say which it is.
  CREATE INDEX article_headline ON article (published_ms, title);

  -- When its sender says to have fetched it; most do not say.
  ALTER TABLE received_from ADD COLUMN fetched_ms INTEGER;
  CREATE INDEX received_from_key ON received_from (key) WHERE key IS NOT NULL;
  -- The items of bundles that became, or were found to be, an article that is here.
  CREATE TABLE bundle_item (
    item BLOB NOT NULL,
    article INTEGER NOT NULL REFERENCES article (n) ON DELETE CASCADE,
    PRIMARY KEY (item, article)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX bundle_item_article ON bundle_item (article);
  -- Bundles that came whole. "key": whose it was, so that this goes when the sender is forgotten.
  CREATE TABLE bundle_seen (manifest TEXT PRIMARY KEY, key TEXT) STRICT, WITHOUT ROWID;

  -- What was given to whom: the version that was shown then, and how many of its pictures were here.
  CREATE TABLE label (
    n INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    last_ms INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE label_given (
    label INTEGER NOT NULL REFERENCES label (n) ON DELETE CASCADE,
    article INTEGER NOT NULL REFERENCES article (n) ON DELETE CASCADE,
    version INTEGER NOT NULL,
    pictures INTEGER NOT NULL,
    PRIMARY KEY (label, article)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX label_given_article ON label_given (article);

  -- An import under way. Its articles stand in "article" without a list row, which hides them from everybody; their
  -- numbers begin far ahead ("next"), so that they are higher than those of all that comes meanwhile (see import-staging.ts).
  CREATE TABLE incoming (
    n INTEGER PRIMARY KEY,
    manifest TEXT NOT NULL UNIQUE,
    key TEXT,
    trusted INTEGER NOT NULL,
    started_ms INTEGER NOT NULL,
    next INTEGER NOT NULL
  ) STRICT;
  -- In the order of arrival, and with what it will be known by: indexes of hashes are written all over for every slice, but
  -- in one go where all of them come at once, sorted.
  -- "article": where it waits; null: nothing of it is needed. "same_as": the one that it was found to be. "vouches": what
  -- that one shows is this item's whole text. "bytes": of the text that waits, which the totals leave out.
  CREATE TABLE incoming_article (
    n INTEGER PRIMARY KEY,
    import INTEGER NOT NULL REFERENCES incoming (n) ON DELETE CASCADE,
    item BLOB NOT NULL,
    url_key BLOB,
    article INTEGER REFERENCES article (n) ON DELETE CASCADE,
    same_as INTEGER REFERENCES article (n) ON DELETE SET NULL,
    vouches INTEGER NOT NULL,
    fetched_ms INTEGER,
    bytes INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX incoming_article_import ON incoming_article (import);
  CREATE INDEX incoming_article_article ON incoming_article (article) WHERE article IS NOT NULL;
  CREATE INDEX incoming_article_same_as ON incoming_article (same_as) WHERE same_as IS NOT NULL;
  -- "fresh": it was not here before, and the totals leave it out. "late": a picture that somebody sees already lacks it.
  CREATE TABLE incoming_image (
    import INTEGER NOT NULL REFERENCES incoming (n) ON DELETE CASCADE,
    image INTEGER NOT NULL REFERENCES image (n),
    fresh INTEGER NOT NULL,
    late INTEGER NOT NULL,
    bytes INTEGER NOT NULL,
    PRIMARY KEY (import, image)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX incoming_image_image ON incoming_image (image);
  CREATE TRIGGER incoming_article_added AFTER INSERT ON incoming_article WHEN new.bytes > 0 BEGIN
    UPDATE totals SET text_bytes = text_bytes - new.bytes;
  END;
  CREATE TRIGGER incoming_article_removed AFTER DELETE ON incoming_article WHEN old.bytes > 0 BEGIN
    UPDATE totals SET text_bytes = text_bytes + old.bytes;
  END;
  CREATE TRIGGER incoming_image_added AFTER INSERT ON incoming_image WHEN new.fresh = 1 BEGIN
    UPDATE totals SET images = images - 1, image_bytes = image_bytes - new.bytes;
  END;
  CREATE TRIGGER incoming_image_removed AFTER DELETE ON incoming_image WHEN old.fresh = 1 BEGIN
    UPDATE totals SET images = images + 1, image_bytes = image_bytes + old.bytes;
  END;
  CREATE TRIGGER incoming_image_changed AFTER UPDATE OF fresh ON incoming_image WHEN old.fresh <> new.fresh BEGIN
    UPDATE totals SET images = images + old.fresh - new.fresh, image_bytes = image_bytes + (old.fresh - new.fresh) * old.bytes;
  END;

  -- What is shown and not searched yet. "title": what the index has it under, where it was renamed since.
  CREATE TABLE to_index (
    article INTEGER PRIMARY KEY REFERENCES article (n) ON DELETE CASCADE,
    title TEXT
  ) STRICT;

  -- "whole" counts what stands in lists: an article that waits does not.
  DROP TRIGGER article_added;
  DROP TRIGGER article_removed;
  DROP TRIGGER article_stored_changed;
  DROP TRIGGER status_added;
  DROP TRIGGER status_removed;
  CREATE TRIGGER article_stored_changed AFTER UPDATE OF stored ON article
  WHEN (old.stored = 2) <> (new.stored = 2) AND EXISTS (SELECT 1 FROM status WHERE article = new.n) BEGIN
    UPDATE totals SET whole = whole + iif(new.stored = 2, 1, -1);
  END;
  CREATE TRIGGER status_added AFTER INSERT ON status BEGIN
    UPDATE totals SET articles = articles + 1, starred = starred + (new.starred_ms IS NOT NULL),
      unread = unread + (new.read_ms IS NULL), whole = whole + (a.stored = 2),
      unread_text = unread_text + (new.read_ms IS NULL AND a.stored = 1),
      unread_whole = unread_whole + (new.read_ms IS NULL AND a.stored = 2)
      FROM article a WHERE a.n = new.article;
    UPDATE tally SET total = total + 1, unread = unread + (new.read_ms IS NULL),
      unread_text = unread_text + (new.read_ms IS NULL AND (SELECT stored FROM article WHERE n = new.article) = 1),
      unread_whole = unread_whole + (new.read_ms IS NULL AND (SELECT stored FROM article WHERE n = new.article) = 2)
      WHERE feed = new.feed;
  END;
  CREATE TRIGGER status_removed AFTER DELETE ON status BEGIN
    UPDATE totals SET articles = articles - 1, starred = starred - (old.starred_ms IS NOT NULL),
      unread = unread - (old.read_ms IS NULL), whole = whole - (a.stored = 2),
      unread_text = unread_text - (old.read_ms IS NULL AND a.stored = 1),
      unread_whole = unread_whole - (old.read_ms IS NULL AND a.stored = 2)
      FROM article a WHERE a.n = old.article;
    UPDATE tally SET total = total - 1, unread = unread - (old.read_ms IS NULL),
      unread_text = unread_text - (old.read_ms IS NULL AND (SELECT stored FROM article WHERE n = old.article) = 1),
      unread_whole = unread_whole - (old.read_ms IS NULL AND (SELECT stored FROM article WHERE n = old.article) = 2)
      WHERE feed = old.feed;
  END;
  `,
];

export const SCHEMA_VERSION = MIGRATIONS.length;

/** Article.stored and the numbers it is kept as. */
export const STORED = ['headline', 'text', 'whole'] as const;
