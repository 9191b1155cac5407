/** One column that a telephone shows well, in the reader's own light or dark. */
export const EXPORT_STYLE = `
:root { color-scheme: light dark; --paper: #fbfaf7; --ink: #1e1c19; --quiet: #69635a; --line: #e0dcd3; --accent: #1f6b58 }
@media (prefers-color-scheme: dark) {
  :root { --paper: #171614; --ink: #e9e5dd; --quiet: #979185; --line: #34312c; --accent: #6cc3a9 }
}
* { box-sizing: border-box }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100% }
body { margin: 0 auto; padding: 1rem; max-inline-size: 40rem; background: var(--paper); color: var(--ink);
  font: 1.0625rem / 1.6 Charter, 'PT Serif', 'Noto Serif', Georgia, serif; overflow-wrap: break-word }
:lang(fa), :lang(ar), :lang(ur), :lang(ps), :lang(ckb) { font-family: Vazirmatn, 'Noto Naskh Arabic', 'Geeza Pro', 'Times New Roman', serif }
h1, h2, h3, h4, h5, h6 { line-height: 1.25; text-align: start }
a { color: var(--accent) }
nav, .source, .facts { font: 0.9rem / 1.5 system-ui, 'Noto Sans', sans-serif }
nav { padding-block-end: 1rem; border-block-end: 1px solid var(--line) }
summary { padding-block: 0.4rem; cursor: pointer; font-weight: 600 }
nav h3 { margin: 0.5rem 0 0; font-size: 1em }
nav ul { margin: 0; padding: 0 }
nav li { margin-inline-start: 1.2rem; padding-block: 0.15rem }
small, .source, .facts, .missing-image, figcaption { color: var(--quiet) }
article { padding-block: 1.5rem; border-block-end: 1px solid var(--line) }
article > header h2 { margin: 0.2rem 0; font-size: 1.5em }
.source, .facts { margin: 0 }
.source a { text-decoration: none; padding-inline: 0.5rem }
.address { overflow-wrap: anywhere }
img { max-inline-size: 100%; block-size: auto }
.missing-image { display: inline-block; padding: 0.3rem 0.6rem; border: 1px dashed var(--line) }
figure { margin-inline: 0 }
pre, table { display: block; max-inline-size: 100%; overflow-x: auto }
blockquote { margin-inline: 0; padding-inline-start: 1rem; border-inline-start: 3px solid var(--line) }
`.trim();
