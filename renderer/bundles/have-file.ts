/** How an age file begins that a passphrase opens (https://age-encryption.org/v1). */
const BY_PASSPHRASE = 'age-encryption.org/v1\n-> scrypt ';
/** The same as text, which `age --armor` writes so that it can be mailed; blanks may stand before it. */
const ARMOR = /^\s*-----BEGIN AGE ENCRYPTED FILE-----\r?\n([A-Za-z0-9+/]+)/;
/** Bytes in which a file shows what it is, a few blank lines and the first of the armor's included. */
const HEAD_BYTES = 256;

/** Whether a list needs a passphrase to be read; one that cannot be read is told of when it is sent. */
export async function wantsPassphrase(file: Blob): Promise<boolean> {
  const head = await file
    .slice(0, HEAD_BYTES)
    .text()
    .catch(() => '');
  return withoutArmor(head).startsWith(BY_PASSPHRASE);
}

function withoutArmor(head: string): string {
  const line = ARMOR.exec(head)?.[1];
  // Four letters are three bytes; what is left over may go on in the next line.
  return line === undefined ? head : atob(line.slice(0, line.length - (line.length % 4)));
}
