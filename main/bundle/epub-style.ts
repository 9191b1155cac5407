/** Little, for e-readers have styles of their own, and their readers chose them. */
export const EPUB_STYLE = `body { margin: 0 5%; line-height: 1.45 }
h1, h2, h3, h4, h5, h6 { line-height: 1.2; text-align: start }
h1 { font-size: 1.5em; margin: 0.3em 0 }
a { overflow-wrap: anywhere }
.source, .facts, figcaption, .missing, small { color: #555; font-size: 0.85em }
.source, .facts { margin: 0.2em 0 }
.source a, h1 a { text-decoration: none; padding: 0 0.5em }
.missing { border: 1px dashed #999; padding: 0.1em 0.4em }
.contents { list-style-type: none; padding: 0 }
.contents li { margin: 0.5em 0 }
img { max-width: 100%; height: auto }
figure { margin: 1em 0 }
blockquote { margin: 1em 0; padding: 0 1em; border-inline-start: 2px solid #999 }
table { border-collapse: collapse; max-width: 100% }
td, th { border: 1px solid #999; padding: 0.2em 0.4em; text-align: start; vertical-align: top }
pre { white-space: pre-wrap; overflow-wrap: anywhere }
nav ol { list-style-type: none; padding: 0 0 0 1em; margin: 0.3em 0 }
`;
