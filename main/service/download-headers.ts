/** Of a file that is handed over to be kept: nothing in it may run or be shown as a page of ours. */
export function downloadHeaders({
  name,
  bytes,
}: {
  readonly name: string;
  readonly bytes: number;
}): Record<string, string> {
  // RFC 6266 and 8187: the plain name for those who know no other, the exact one in UTF-8.
  const plain = name.replace(/[^\w.() -]/g, '_');
  const exact = encodeURIComponent(name).replace(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return {
    'Content-Type': 'application/octet-stream',
    'Content-Length': String(bytes),
    'Content-Disposition': `attachment; filename="${plain}"; filename*=UTF-8''${exact}`,
    'Content-Security-Policy': "default-src 'none'; sandbox",
    'X-Content-Type-Options': 'nosniff',
    'Cache-Control': 'no-store',
  };
}
