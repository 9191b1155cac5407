// The layers hold because breaking them breaks the build. Here some are broken, in a copy, to see that it does.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
let copy: string;

beforeAll(() => {
  copy = mkdtempSync(join(tmpdir(), 'larder-fences-'));
  for (const name of readdirSync(root)) {
    if (/^(tsconfig.*\.json|\.oxlintrc\.json|package\.json)$/.test(name)) cpSync(join(root, name), join(copy, name));
  }
  cpSync(join(root, 'shared'), join(copy, 'shared'), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'), 'junction');
  // What the planted files reach for, and what the configs name.
  for (const path of namedInMain()) plant(path, 'export {};\n');
  plant('main/archive/archive.ts', 'export type Archive = { readonly open: boolean };\n');
  plant('main/bundle/sink.ts', 'export type Sink = { readonly end: () => Promise<void> };\n');
  plant('main/hosts/web/host.ts', 'export type WebHost = { readonly port: number };\n');
});

afterAll(() => rmSync(copy, { recursive: true, force: true }));

function namedInMain(): readonly string[] {
  const config = readFileSync(join(root, 'tsconfig.main.json'), 'utf8').replace(/^\s*\/\/.*$/gm, '');
  return (JSON.parse(config) as { readonly files: readonly string[] }).files;
}

function plant(path: string, text: string): void {
  mkdirSync(dirname(join(copy, path)), { recursive: true });
  writeFileSync(join(copy, path), text);
}

function runIn(program: string, args: readonly string[]): { code: number | null; output: string } {
  const bin = join(root, 'node_modules', '.bin', program);
  const result = spawnSync(bin, args, { cwd: copy, encoding: 'utf8', shell: process.platform === 'win32' });
  return { code: result.status, output: result.stdout + result.stderr };
}

describe('a planted import across the layers fails the lint', () => {
  test.each([
    ['a stage from a stage', 'main/fetch/planted.ts', "import type { Archive } from '../archive/archive.ts';"],
    [
      'a stage from a stage, deeper',
      'main/extract/feed/planted.ts',
      "import type { Archive } from '../../archive/archive.ts';",
    ],
    ['a host from a stage', 'main/archive/planted.ts', "import type { WebHost } from '../hosts/web/host.ts';"],
    ['a stage from a host', 'main/hosts/cli/planted.ts', "import type { Archive } from '../../archive/archive.ts';"],
    ['a host from another host', 'main/hosts/cli/planted.ts', "import type { WebHost } from '../web/host.ts';"],
    ['a host from the service', 'main/service/planted.ts', "import type { WebHost } from '../hosts/web/host.ts';"],
    ['a stage from a bundle', 'main/bundle/planted.ts', "import type { Reader } from '../extract/extractor.ts';"],
    ['the service from a bundle', 'main/bundle/planted.ts', "import type { Larder } from '../service/larder.ts';"],
    ['a host from a bundle', 'main/bundle/planted.ts', "import type { WebHost } from '../hosts/web/host.ts';"],
    ['the archive itself from a bundle', 'main/bundle/planted.ts', "import { open } from '../archive/archive.ts';"],
    ['a bundle from a stage', 'main/archive/planted.ts', "import type { Sink } from '../bundle/sink.ts';"],
    ['a bundle from a host', 'main/hosts/cli/planted.ts', "import type { Sink } from '../../bundle/sink.ts';"],
    ['main from the renderer', 'renderer/planted.ts', "import type { Archive } from '../main/archive/archive.ts';"],
    ['node from the renderer', 'renderer/planted.ts', "import { readFileSync } from 'node:fs';"],
    ['node from the preload', 'preload/planted.ts', "import { readFileSync } from 'node:fs';"],
    ['a package from shared', 'shared/planted.ts', "import { request } from 'undici';"],
    ['main from shared', 'shared/planted.ts', "import type { Archive } from '../main/archive/archive.ts';"],
    [
      'the database driver outside the archive',
      'main/service/planted.ts',
      "import Database from 'better-sqlite3-multiple-ciphers';",
    ],
    ['undici outside fetch', 'main/service/planted.ts', "import { request } from 'undici';"],
    ['rss-parser outside extract', 'main/service/planted.ts', "import Parser from 'rss-parser';"],
    ['encryption outside the bundles', 'main/service/planted.ts', "import { Encrypter } from 'age-encryption';"],
    ['hashes outside the bundles', 'main/archive/planted.ts', "import { blake2b } from '@noble/hashes/blake2.js';"],
    [
      'words outside the bundles',
      'renderer/planted.ts',
      "import { wordlist } from '@scure/bip39/wordlists/english.js';",
    ],
    ['a packer outside the bundles', 'main/hosts/cli/planted.ts', "import { deflateSync } from 'fflate';"],
    ['decoding of pictures outside the bundles', 'main/extract/planted.ts', "import sharp from 'sharp';"],
    ['electron outside its host', 'main/service/planted.ts', "import { app } from 'electron';"],
  ])('%s', (_what, path, line) => {
    plant(path, `${line}\n`);
    try {
      const { code, output } = runIn('oxlint', ['-c', '.oxlintrc.json', path]);
      expect(output).toContain('no-restricted-imports');
      expect(code).not.toBe(0);
    } finally {
      rmSync(join(copy, path));
    }
  });

  test.each(['main/service/planted.ts', 'main/bundle/planted.ts'])('and what a layer may import passes: %s', (path) => {
    plant(path, "import type { Archive } from '../archive/archive.ts';\nexport type Kept = Archive;\n");
    try {
      expect(runIn('oxlint', ['-c', '.oxlintrc.json', path]).output).not.toContain('restricted');
    } finally {
      rmSync(join(copy, path));
    }
  });
});

describe('a planted import across environments fails the types', () => {
  test.each([
    [
      'renderer',
      'renderer/planted.ts',
      "import type { Archive } from '../main/archive/archive.ts';\nexport type Kept = Archive;",
    ],
    ['shared', 'shared/planted.ts', 'export const page = document.title;'],
    ['main', 'main/service/planted.ts', 'export const page = document.title;'],
    ['renderer', 'renderer/planted.ts', 'export const here = process.cwd();'],
  ])('in %s: %s', (environment, path, text) => {
    plant(path, `${text}\n`);
    try {
      const { code, output } = runIn('tsc', ['-p', `tsconfig.${environment}.json`]);
      expect(output).toContain(path);
      expect(code).not.toBe(0);
    } finally {
      rmSync(join(copy, path));
    }
  });
});
