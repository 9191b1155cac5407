// `node scripts/icon.ts`: draws build/icon.svg as the PNG that the packaged program is given (electron-builder makes the
// other systems' formats of it). By hand, after the drawing changed; the PNG is kept in the repository.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from '@playwright/test';
import { findChromium } from '../test/helpers/chromium.ts';
import { root } from './run.ts';

/** What macOS asks for; the others take less. */
const SIZE_PX = 1024;

const executablePath = findChromium();
if (executablePath === null) throw new Error('No Chromium was found to draw with.');
const browser = await chromium.launch({ executablePath, args: process.getuid?.() === 0 ? ['--no-sandbox'] : [] });
const page = await browser.newPage({ viewport: { width: SIZE_PX, height: SIZE_PX } });
const svg = readFileSync(join(root, 'build', 'icon.svg'), 'utf8');
await page.setContent(`<style>body{margin:0}svg{display:block;width:${SIZE_PX}px;height:${SIZE_PX}px}</style>${svg}`);
writeFileSync(join(root, 'build', 'icon.png'), await page.screenshot({ omitBackground: true }));
await browser.close();
console.log('build/icon.png drawn');
