import { describe, expect, it } from 'vitest';
import { parseHosts } from '../../../main/fetch/hosts-file.ts';
import {
  addressKind,
  isLocalName,
  literalAddress,
  mayUse,
  permittedAddresses,
  type AddressKind,
} from '../../../main/fetch/targets.ts';

describe('addresses', () => {
  const kinds: Record<string, AddressKind> = {
    '8.8.8.8': 'public',
    '93.184.216.34': 'public',
    '2606:2800:220:1::1': 'public',
    '127.0.0.1': 'loopback',
    '127.255.1.2': 'loopback',
    '::1': 'loopback',
    '10.10.34.34': 'private',
    '172.16.0.1': 'private',
    '172.31.255.255': 'private',
    '172.32.0.1': 'public',
    '192.168.1.1': 'private',
    '169.254.169.254': 'private',
    '100.64.0.1': 'private',
    '100.128.0.1': 'public',
    'fd00::1': 'private',
    'fe80::1': 'private',
    'fec0::1': 'private',
    '0.0.0.0': 'never',
    '0.1.2.3': 'never',
    '::': 'never',
    '224.0.0.251': 'never',
    '255.255.255.255': 'never',
    '240.0.0.1': 'never',
    '192.0.2.1': 'never',
    '203.0.113.9': 'never',
    'ff02::fb': 'never',
    '2001:db8::1': 'never',
    'd0::11': 'never',
    '::ffff:127.0.0.1': 'loopback',
    '::ffff:8.8.8.8': 'public',
    '64:ff9b::808:808': 'public',
    '64:ff9b::7f00:1': 'loopback',
    '64:ff9b::a00:1': 'private',
    '64:ff9b:1::808:808': 'never',
    '2002:808:808::1': 'public',
    '2002:7f00:1::1': 'never',
    '2001:0:1::1': 'never',
    '100::1': 'never',
    '198.18.0.7': 'proxied',
    'not an address': 'never',
  };

  it.each(Object.entries(kinds))('%s is %s', (address, kind) => {
    expect(addressKind(address)).toBe(kind);
  });

  it('literals are told from names', () => {
    expect(literalAddress('[::1]')).toBe('::1');
    expect(literalAddress('127.0.0.1')).toBe('127.0.0.1');
    expect(literalAddress('127.0.0.1.com')).toBeNull();
    expect(literalAddress('localhost')).toBeNull();
    expect(literalAddress('dead.beef')).toBeNull();
  });

  it('local names are those no registry gives out', () => {
    for (const name of ['localhost', 'nas', 'printer.local', 'wiki.corp', 'router.lan', 'x.home.arpa', 'news.test'])
      expect(isLocalName(name)).toBe(true);
    for (const name of ['example.com', 'bbc.co.uk', 'meduza.io', 'xn--80ak6aa92e.com', 'user.github.io'])
      expect(isLocalName(name)).toBe(false);
  });

  it('a machine behind a proxy that answers every name with 198.18.x.x can still read', () => {
    const target = { host: 'news.com', allowPrivate: false, fromPublic: false, via: 'direct' } as const;
    expect(permittedAddresses(['198.18.0.7'], target, false)).toEqual(['198.18.0.7']);
  });

  it('what the hosts file says of a public name counts as meant', () => {
    const target = { host: 'nas.example.com', allowPrivate: true, fromPublic: false, via: 'direct' } as const;
    expect(permittedAddresses(['192.168.1.7'], target, true)).toEqual(['192.168.1.7']);
    expect(() => permittedAddresses(['192.168.1.7'], target, false)).toThrowError(/cannot be right/);
    expect(() => permittedAddresses(['192.168.1.7'], { ...target, fromPublic: true }, true)).toThrowError(
      /own network/,
    );
  });

  it('a name the hosts file sends nowhere is blocked, not poisoned', () => {
    const target = { host: 'ads.example.com', allowPrivate: true, fromPublic: false, via: 'direct' } as const;
    expect(() => permittedAddresses(['0.0.0.0'], target, true)).toThrowError(/list of hosts/);
  });

  it('a standing private connection serves only who may reach it', () => {
    expect(mayUse('10.0.0.1', { host: 'nas', allowPrivate: true, fromPublic: false, via: 'direct' })).toBe(true);
    expect(mayUse('10.0.0.1', { host: 'nas', allowPrivate: true, fromPublic: true, via: 'direct' })).toBe(false);
    expect(mayUse('8.8.8.8', { host: 'x.com', allowPrivate: false, fromPublic: true, via: 'direct' })).toBe(true);
  });

  it('a name for examples is nobody’s network: only this machine, or the hosts file, may stand behind it', () => {
    const target = { host: 'news.test', allowPrivate: true, fromPublic: false, via: 'direct' } as const;
    expect(permittedAddresses(['127.0.0.1'], target, false)).toEqual(['127.0.0.1']);
    expect(permittedAddresses(['10.10.34.34'], target, true)).toEqual(['10.10.34.34']);
    for (const bogus of ['10.10.34.34', '172.31.31.2', '100.64.0.1', 'fd00::1', '0.0.0.0']) {
      expect(() => permittedAddresses([bogus], target, false)).toThrowError(
        expect.objectContaining({ outcome: 'DNS_BOGON' }),
      );
    }
  });
});

describe('the hosts file', () => {
  it('is read with comments, tabs, several names and both families', () => {
    const text = '# own\n127.0.0.1\tlocalhost  Home.Test # me\n::1 localhost\r\n\n0.0.0.0 ads.example.com\nnonsense';
    expect(Object.fromEntries(parseHosts(text))).toEqual({
      localhost: ['127.0.0.1', '::1'],
      'home.test': ['127.0.0.1'],
      'ads.example.com': ['0.0.0.0'],
    });
  });
});
