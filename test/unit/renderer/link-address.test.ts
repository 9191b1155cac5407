import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readLinkAddress } from '../../../renderer/article/link-address.ts';
import { decodeHost } from '../../../renderer/article/punycode.ts';

describe('an address before it is opened', () => {
  it('comes apart around the part that decides where it leads', () => {
    expect(readLinkAddress('https://bank.example.com.evil.co.uk:8443/login?a=1')).toMatchObject({
      before: 'https://bank.example.com.',
      host: 'evil.co.uk',
      after: ':8443/login?a=1',
      encrypted: true,
      credentials: false,
    });
  });

  it('is not fooled by a user name that looks like a host', () => {
    const address = readLinkAddress('http://bank.example:secret@evil.org/');
    expect(address).toMatchObject({ host: 'evil.org', credentials: true, encrypted: false });
    expect(address?.before).toBe('http://bank.example:secret@');
  });

  it('shows the letters of a name, and warns of mixed alphabets', () => {
    expect(readLinkAddress('https://пример.рф/')).toMatchObject({
      spelledOut: 'пример.рф',
      mixedAlphabets: false,
      href: 'https://xn--e1afmkfd.xn--p1ai/',
    });
    // Cyrillic `а` among Latin letters.
    expect(readLinkAddress('https://pаypal.com/')?.mixedAlphabets).toBe(true);
  });

  it('hides nothing: what reorders or vanishes is percent-encoded', () => {
    const address = readLinkAddress('https://example.org/\u202egpj.exe\u200b');
    expect(`${address?.before}${address?.host}${address?.after}`).toBe('https://example.org/%E2%80%AEgpj.exe%E2%80%8B');
  });

  it('leads to the web or nowhere', () => {
    const elsewhere = ['javascript:alert(1)', 'data:text/html,x', 'file:///etc/passwd', '//', '', 'mailto:a@b.c'];
    expect(elsewhere.filter((text) => readLinkAddress(text) !== null)).toEqual([]);
  });

  it('is exactly the sum of its parts', () => {
    const property = fc.property(fc.webUrl({ withQueryParameters: true, withFragments: true }), (text) => {
      const address = readLinkAddress(text);
      return address !== null && address.before + address.host + address.after === address.href;
    });
    expect(fc.check(property, { numRuns: 60 }).failed).toBe(false);
  });
});

describe('a host in its own letters', () => {
  it('is what the browser encoded', () => {
    for (const host of ['münchen.de', 'ایران.ir', '例え.jp', 'президент.рф', 'bücher-ß.example', '💌.la']) {
      expect(decodeHost(new URL(`http://${host}/`).hostname)).toBe(host.normalize('NFC'));
    }
  });

  it('stays as it is when it does not decode', () => {
    for (const host of ['xn--.com', 'xn--99999999999.com', `xn--${'a'.repeat(70)}.com`, 'plain.org', '[::1]']) {
      expect(() => decodeHost(host)).not.toThrow();
    }
    expect(decodeHost('plain.org')).toBe('plain.org');
  });
});
