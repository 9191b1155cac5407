import { describe, expect, test } from 'vitest';
import {
  isPrivateHost,
  parseHttpUrl,
  parseTypedUrl,
  registrableDomain,
  stripTracking,
  urlKey,
} from '../../../shared/url.ts';

describe('addresses', () => {
  test.each([
    'javascript:alert(1)',
    'data:text/html,x',
    'file:///etc/passwd',
    'mailto:a@b',
    'http://',
    'ftp://a/b',
    '',
  ])('is none: %s', (text) => expect(parseHttpUrl(text)).toBeNull());

  test('what people type becomes an address, and what is none says so', () => {
    expect(parseTypedUrl('example.org').href).toBe('https://example.org/');
    expect(parseTypedUrl(' feed://example.org/rss ').href).toBe('https://example.org/rss');
    expect(parseTypedUrl('feed:http://example.org/rss').href).toBe('http://example.org/rss');
    expect(parseTypedUrl('localhost:8080/x').href).toBe('http://localhost:8080/x');
    expect(parseTypedUrl('пример.рф/лента').hostname).toBe('xn--e1afmkfd.xn--p1ai');
    for (const bad of ['javascript:alert(1)', 'not an address', 'file:///x', '']) {
      expect(() => parseTypedUrl(bad)).toThrow(expect.objectContaining({ code: 'BAD_ADDRESS' }));
    }
  });

  test('click identifiers go, everything else stays as it was', () => {
    const url = new URL('https://a.example/p?id=7&utm_source=x&fbclid=1&q=%D0%B0#part');
    expect(stripTracking(url).href).toBe('https://a.example/p?id=7&q=%D0%B0#part');
    const untouched = 'https://a.example/p?b=2&a=a+b%20c&c';
    expect(stripTracking(new URL(untouched)).href).toBe(untouched);
  });

  test('spellings of one page have one key, other pages another', () => {
    const key = urlKey('https://www.a.example/p/?utm_medium=rss#top');
    expect(urlKey('http://a.example/p')).toBe(key);
    expect(urlKey('http://a.example/P')).not.toBe(key);
    expect(urlKey('http://a.example/p?page=2')).not.toBe(key);
    expect(urlKey('http://a.example/#!/one')).not.toBe(urlKey('http://a.example/#!/two'));
  });

  test('registrable domains', () => {
    expect(registrableDomain('news.bbc.co.uk')).toBe('bbc.co.uk');
    expect(registrableDomain('a.github.io')).toBe('a.github.io');
    expect(registrableDomain('127.0.0.1')).toBe('127.0.0.1');
  });

  test('hosts of the own network are told from public ones', () => {
    const own = [
      'localhost',
      '127.0.0.9',
      '10.1.1.1',
      '192.168.0.4',
      '172.20.0.1',
      '100.64.0.1',
      '[::1]',
      'nas',
      'nas.local',
    ];
    expect(own.filter((host) => !isPrivateHost(host))).toEqual([]);
    const others = ['example.org', '8.8.8.8', '172.32.0.1', '100.128.0.1', '[2606:4700::1]', 'fd.example', '11.0.0.1'];
    expect(others.filter(isPrivateHost)).toEqual([]);
  });
});
