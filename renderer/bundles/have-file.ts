/** How an age file begins that a passphrase opens (https://age-encryption.org/v1). */
const BY_PASSPHRASE = 'age-encryption.org/v1\n-> scrypt ';
/** Bytes in which a file shows what it is. */
const HEAD_BYTES = 64;

/** Whether a list needs a passphrase to be read; one that cannot be read is told of when it is sent. */
export async function wantsPassphrase(file: Blob): Promise<boolean> {
  const head = await file
    .slice(0, HEAD_BYTES)
    .text()
    .catch(() => '');
  return head.startsWith(BY_PASSPHRASE);
}
