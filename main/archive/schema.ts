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
];

export const SCHEMA_VERSION = MIGRATIONS.length;

/** Article.stored and the numbers it is kept as. */
export const STORED = ['headline', 'text', 'whole'] as const;
