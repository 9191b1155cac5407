import { pluralizer } from './plural.ts';

const count = pluralizer('en');

/** The activity page: how each source fares, what was kept out, and what is written down. */
export const enActivity = {
  title: 'Activity',
  back: 'Back to reading',
  sources: 'Sources',
  caption: 'Sources and their last results, those in trouble first',
  onlyTrouble: 'Only trouble',
  none: 'No sources yet.',
  noTrouble: 'No source is in trouble.',
  source: 'Source',
  result: 'Last result',
  route: 'Route',
  bytes: 'Bytes, last · all',
  success: 'Last success',
  neverTried: 'never tried',
  settingsOf: (name: string) => `Settings of ${name}`,
  /** Whom a failure speaks of. */
  classes: {
    path: 'network',
    pathOrSite: 'network or site',
    clock: 'clock',
    server: 'site',
    local: 'this device',
    proxy: 'your proxy',
  },
  flags: {
    dnsBlocked: 'The name servers here deny it; it was reached all the same.',
    seemsGone: 'Seems to be gone for good.',
    unsubscribe: 'Unsubscribe?',
    unverified: 'Not encrypted: nobody vouches for what comes.',
    localRoot: 'Its certificate comes from this device, not from a public authority.',
    pinned: 'Trusted by a certificate of yours.',
  },

  quarantine: {
    title: 'Not archived',
    hint: 'Answers that did not seem to come from whom they were asked of. Only the reason and a fingerprint are kept, never the answer itself. A verified answer that comes later is let in as always.',
    none: 'Nothing was kept out.',
    kinds: { feed: 'Feed', page: 'Article', image: 'Picture' },
    from: (host: string) => `from ${host}`,
    network: (host: string) => `Not archived: looks like a page from your network, not from ${host}.`,
    portal: (host: string) => `Not archived: looks like the sign-in page of your network, not like ${host}.`,
    changed: (host: string) => `Not archived: looks as if it was changed on its way from ${host}.`,
    certificate: (host: string) => `Not archived: whoever answered could not prove to be ${host}.`,
    cut: (host: string) => `Not archived: what came from ${host} was cut off.`,
    wrongKind: (host: string) =>
      `Not archived: it is not what was asked for, and nobody vouches that it came from ${host}.`,
    other: (host: string) => `Not archived: nobody vouches that it came from ${host}.`,
  },

  log: {
    title: 'Log of attempts',
    switch: 'Keep a log of attempts',
    hint: 'Off, only sums are kept for each site. On, each attempt is written to this disk with its time, source, kind, result, route, size and duration; addresses and names of sites are not in it, but it shows when which of your sources was asked. The last 10,000 are kept, and none once it is off.',
    none: 'No attempts were written down yet.',
    caption: 'Attempts, newest first',
    when: 'When',
    what: 'What',
    source: 'Source',
    result: 'Result',
    route: 'Route',
    bytes: 'Bytes',
    time: 'Duration',
    noSource: 'saved page',
    shown: (n: number) => count(n, { one: 'The newest one is shown.', other: 'The newest # are shown.' }),
  },

  diagnostics: {
    title: 'For somebody who helps you',
    hint: 'A file with states, results, counts and times. In it every site is a number: no address, no name of a source, no article.',
    button: 'Export diagnostics',
    fileName: 'larder-diagnostics.json',
  },
};
