import { pluralizer } from './plural.ts';

const count = pluralizer('en');

/** The state of the line, why it is thought so, and what to make of it. */
export const enLine = {
  since: (when: string) => `Since ${when}.`,
  /** A few words, for the foot of the window. */
  short: {
    nothingYet: 'Nothing was asked of this network yet.',
    noInterface: 'This device is on no network.',
    unreachable: (n: number) =>
      count(n, { one: 'This device could not reach # site.', other: 'This device could not reach # sites in a row.' }),
    silence: (n: number) => count(n, { one: '# site asked, and it is silent.', other: '# sites asked, all silent.' }),
    portal: 'Another page answers in place of your sources.',
    portalAt: (host: string) => `${host} answers in place of your sources.`,
    onlySome: (n: number) => count(n, { one: '# source waiting.', other: '# sources waiting.' }),
    freeze: (n: number) =>
      count(n, { one: 'Transfers from # site stop midway.', other: 'Transfers from # sites stop midway.' }),
    slow: (rate: string) => `About ${rate} per second.`,
    slowHandshakes: (time: string) => `Connections take ${time} to open.`,
    answered: 'Sites answered when last asked.',
    answers: (n: number) => count(n, { one: '# site answers.', other: '# sites answer.' }),
  },
  /** The whole story, for the activity page. */
  full: {
    nothingYet:
      'Larder has not asked anything of this network yet. Whether the line is there it learns from your own sources alone.',
    noInterface: 'This device is not connected to any network. What is stored can be read and searched.',
    unreachable: (n: number) =>
      count(n, {
        one: 'A request to # site did not get off this device: its own connection fails, the site is not to blame.',
        other:
          'Requests to # sites in a row did not get off this device: its own connection fails, the sites are not to blame.',
      }),
    silence: (n: number) =>
      count(n, {
        one: 'The # site that was asked is silent. It seems to be the line that is down, not the site.',
        other: 'All # sites that were asked are silent. It is the line that is down, not the sites.',
      }),
    portal:
      'Another page answers in place of your sources, as networks do that want their users to sign in first. Nothing of it is stored.',
    portalAt: (host: string) =>
      `${host} answers in place of your sources, as networks do that want their users to sign in first. Nothing of it is stored.`,
    onlySome: (answering: number, dark: number) =>
      `${count(answering, { one: '# site answers', other: '# sites answer' })}, and ${count(dark, { one: '# that usually does is silent', other: '# that usually do are silent' })}. Nothing is wrong with the silent ones: they will be tried again as soon as one of them answers.`,
    freeze: (n: number) =>
      count(n, {
        one: 'Transfers from # site begin and then stop midway. What arrived whole is kept.',
        other: 'Transfers from # sites begin and then stop midway. What arrived whole is kept.',
      }),
    slow: (rate: string) => `About ${rate} come in per second. Headlines are fetched first, then texts, then pictures.`,
    slowHandshakes: (time: string) => `A connection takes about ${time} to open, so everything takes longer.`,
    answered: 'Sites answered as they should when they were last asked.',
    answers: (n: number) =>
      count(n, { one: '# site answered as it should.', other: '# sites answered as they should.' }),
  },
  signIn: 'Open the sign-in page…',
  signInHint: 'It opens in your browser, not in Larder. Larder signs in nowhere by itself.',
  clock: {
    off: (span: string) =>
      `This device’s clock looks wrong by about ${span}: secure connections will fail until it is set.`,
    slightly: (span: string) =>
      `This device’s clock looks wrong by about ${span}: times are shown wrong, and secure connections may fail, until it is set.`,
    unknown: 'This device’s clock looks wrong: secure connections will fail until it is set.',
  },
  keptOut: (n: number) => count(n, { one: '# answer kept out', other: '# answers kept out' }),
};
