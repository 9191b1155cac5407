// The network study, its section 7, cases 71 to 76: listed here so that the catalogue is whole; bundles come with issue 5.
import { describe } from 'vitest';
import { belongsTo } from './world-of-test.ts';

describe('bundles', () => {
  belongsTo(5, '71 the same archive twice makes the same bytes');
  belongsTo(5, '72 a flipped byte is refused, and the item is named');
  belongsTo(5, '73 an unknown key is "unverified"');
  belongsTo(5, '74 no user, host or reading state stands in a bundle');
  belongsTo(5, '75 paths that climb out and bombs are refused');
  belongsTo(5, '76 a wrong passphrase three times is slow and tells nothing; wiping leaves no key');
});
