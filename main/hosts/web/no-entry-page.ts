/** What a browser shows where there is no way in: the address was used, is too old, or was never one of ours. */

const HTML = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Larder</title></head>
<body>
<h1>This address does not open Larder any more</h1>
<p>An address of Larder works once and only for ten minutes, so that nobody else on this computer can use it.</p>
<p>To get a new one, look at the window where Larder was started: a new address has been printed there.
If none is to be seen, press Enter in that window, or start Larder again.</p>
<hr>
<div lang="ru">
<h1>Этот адрес больше не открывает Larder</h1>
<p>Адрес действует один раз и только десять минут, чтобы никто другой на этом компьютере не мог им воспользоваться.</p>
<p>Новый адрес напечатан в том окне, где был запущен Larder.
Если его там нет, нажмите в этом окне Enter или запустите Larder снова.</p>
</div>
<hr>
<div lang="fa" dir="rtl">
<h1>این نشانی دیگر Larder را باز نمی‌کند</h1>
<p>نشانی Larder فقط یک بار و تنها ده دقیقه کار می‌کند تا کس دیگری در این رایانه نتواند از آن استفاده کند.</p>
<p>نشانی تازه در همان پنجره‌ای نوشته شده که Larder در آن اجرا شده است.
اگر آنجا نیست، در آن پنجره Enter را بزنید یا Larder را دوباره اجرا کنید.</p>
</div>
</body>
</html>
`;

export const noEntryPage = {
  headers: {
    'Cache-Control': 'no-store',
    'Content-Security-Policy':
      "default-src 'none'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'; sandbox",
    'Content-Type': 'text/html; charset=utf-8',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Referrer-Policy': 'no-referrer',
    'X-Content-Type-Options': 'nosniff',
  },
  body: new TextEncoder().encode(HTML),
};
