/** Long enough for a browser to begin saving, short enough not to keep the text in memory. */
const KEEP_BLOB_MS = 30_000;

/** Hands a text to the browser as a file to save. */
export function saveFile(text: string, mediaType: string, name: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: mediaType }));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), KEEP_BLOB_MS);
}
