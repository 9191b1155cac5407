import { describe, expect, it } from 'vitest';
import { paneBeside } from '../../../renderer/app/focus.ts';
import { keyAction, type KeyPress } from '../../../renderer/app/keys.ts';

const press = (key: string, code: string, change: Partial<KeyPress> = {}): KeyPress => ({
  key,
  code,
  shiftKey: false,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  ...change,
});

describe('keys', () => {
  it('work by their letter in a Latin layout, wherever the letter lies', () => {
    expect(keyAction(press('j', 'KeyJ'))).toBe('next');
    expect(keyAction(press('k', 'KeyV'))).toBe('previous'); // Dvorak
    expect(keyAction(press('a', 'KeyA'))).toBe('activity');
    expect(keyAction(press('/', 'Digit7', { shiftKey: true }))).toBe('search'); // German
  });

  it('work by their place in Russian and Persian layouts', () => {
    expect(keyAction(press('о', 'KeyJ'))).toBe('next');
    expect(keyAction(press('л', 'KeyK'))).toBe('previous');
    expect(keyAction(press('ы', 'KeyS'))).toBe('star');
    expect(keyAction(press('ф', 'KeyA'))).toBe('activity');
    expect(keyAction(press('.', 'Slash'))).toBe('search');
    expect(keyAction(press(',', 'Slash', { shiftKey: true }))).toBe('help');
    expect(keyAction(press('ت', 'KeyJ'))).toBe('next');
    expect(keyAction(press('؟', 'Slash', { shiftKey: true }))).toBe('help');
  });

  it('leave the browser its own', () => {
    expect(keyAction(press('s', 'KeyS', { ctrlKey: true }))).toBeNull();
    expect(keyAction(press('r', 'KeyR', { metaKey: true }))).toBeNull();
    expect(keyAction(press('J', 'KeyJ', { shiftKey: true }))).toBeNull();
    expect(keyAction(press('z', 'KeyZ'))).toBeNull();
    expect(keyAction(press('PageDown', 'PageDown'))).toBeNull();
  });

  it('of the arrows follow what one sees, also in a mirrored window', () => {
    expect(paneBeside('list', 'right', false)).toBe('article');
    expect(paneBeside('list', 'right', true)).toBe('sources');
    expect(paneBeside('article', 'right', false)).toBe('article');
  });
});
