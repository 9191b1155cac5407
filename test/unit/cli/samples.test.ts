import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { sampleArticles, sampleImages } from '../../../main/samples/samples.ts';

const ALLOWED = new Set(['p', 'h2', 'ul', 'li', 'strong', 'blockquote', 'figure', 'figcaption', 'img']);

describe('the articles that ship with Larder', () => {
  const samples = sampleArticles();

  test('are some in English, Russian and Farsi, each with a key of its own', () => {
    expect(new Set(samples.map((sample) => sample.page.language))).toEqual(new Set(['en', 'ru', 'fa']));
    expect(new Set(samples.map((sample) => sample.key)).size).toBe(samples.length);
    for (const { page } of samples) expect(page.excerpt?.length).toBeGreaterThan(100);
  });

  test('are in the script and direction they claim', () => {
    const script = { en: /[a-z]/i, ru: /[а-яё]/i, fa: /[\u0600-\u06ff]/ } as const;
    for (const { page } of samples) {
      const letters = Array.from(page.text.replace(/[^\p{L}]/gu, ''));
      const own = letters.filter((letter) => script[page.language as keyof typeof script].test(letter));
      expect(own.length / letters.length).toBeGreaterThan(0.9);
      expect(page.direction).toBe(page.language === 'fa' ? 'rtl' : 'ltr');
      expect(page.publishedMs).toBeGreaterThan(Date.UTC(2026, 0, 1));
      expect(page.text.length).toBeGreaterThan(900);
    }
  });

  test('hold only tags that the cleaner would leave, no addresses that load and no character references', () => {
    for (const { page } of samples) {
      for (const [, tag] of page.html.matchAll(/<\/?([a-z0-9]+)/g)) expect(ALLOWED).toContain(tag);
      expect(page.html).not.toMatch(/&|\s(?:src|href|style|on[a-z]+)=/);
      expect(page.text).not.toMatch(/[<>]|\n\n/);
    }
  });

  test('bring every picture they name, small enough to ship', () => {
    const stored = new Set(sampleImages().map((image) => image.url));
    const named = new Set(samples.flatMap((sample) => sample.page.imageUrls));
    expect(named).toEqual(stored);
    for (const { page } of samples) {
      const inHtml = [...page.html.matchAll(/data-src="([^"]*)"/g)].map((match) => match[1]);
      expect(page.imageUrls).toEqual(inHtml);
    }
    const file = readFileSync(new URL('../../../main/samples/shelf.png', import.meta.url));
    expect(file.length).toBeLessThan(60_000);
    expect(file.readUInt32BE(16)).toBe(960);
    expect(file.readUInt32BE(20)).toBe(540);
  });
});
