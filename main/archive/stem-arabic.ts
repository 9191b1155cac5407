/**
 * A light stem for words in Arabic script, Persian and Arabic alike: definite article and the commonest endings, as in
 * Larkey's "light10" (Larkey, Ballesteros, Connell 2007) for Arabic, and the plural and comparative endings of Persian.
 * The script decides, not the language: the same word is then found whatever the feed calls its language.
 * Words come folded (see `foldArabic`).
 */
const ARTICLE = /^(وال|بال|کال|فال|لل|ال)(?=.{3})/;
const PERSIAN_ENDING = /(?<=.{3})(هایشان|هایمان|هایتان|هایش|هایم|هایت|هایی|های|ها|ترین|تر)$/;
const ARABIC_ENDING = /(?<=.{3})(ان|ات|ون|ین|یه|ه|ی)$/;

export function stemArabic(word: string): string {
  return word.replace(ARTICLE, '').replace(PERSIAN_ENDING, '').replace(ARABIC_ENDING, '');
}

/**
 * One spelling for letters that keyboards and sites write in several ways: Arabic yeh, kaf and teh marbuta as Persian
 * ones, alef with whatever sits on it as alef, digits as ASCII; vowel signs and tatweel are dropped. (The zero-width
 * non-joiner is dropped for every script, see words.ts.)
 */
export function foldArabic(word: string): string {
  return word
    .replace(/\p{M}|\u0640/gu, '')
    .replace(/[يىئ]/g, 'ی')
    .replace(/ك/g, 'ک')
    .replace(/[ةۀۂ]/g, 'ه')
    .replace(/[أإآٱ]/g, 'ا')
    .replace(/ؤ/g, 'و')
    .replace(/[\u0660-\u0669]/g, (digit) => String(digit.charCodeAt(0) - 0x660))
    .replace(/[\u06F0-\u06F9]/g, (digit) => String(digit.charCodeAt(0) - 0x6f0));
}
