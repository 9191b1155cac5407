// Property tests draw new cases on every run by hand, where somebody can look at what they find. CI judges one change,
// and the same cases must judge it twice.
import fc from 'fast-check';

if (process.env['CI']) fc.configureGlobal({ seed: 20_261_122 });
