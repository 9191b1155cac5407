import { describe, expect, it } from 'vitest';
import { judgeImage } from '../../../main/gate/judge-image.ts';
import { judgeStrangerBody } from '../../../main/gate/judge-stranger.ts';
import type { ImageInfo } from '../../../shared/model.ts';
import { arrivalWith, lookWith } from './facts.ts';

const arrival = arrivalWith({ requestedUrl: 'http://example.org/a.jpg' });
const verified = arrivalWith({ requestedUrl: 'https://example.org/a.jpg', authority: 'tls' });
const imageWith = (changes: Partial<ImageInfo> = {}, domains = 1) =>
  ({
    kind: 'image',
    info: { format: 'jpeg', mediaType: 'image/jpeg', width: 800, height: 600, complete: true, ...changes },
    domains,
  }) as const;
const refusal = { outcome: 'NOT_AN_IMAGE', reason: 'This is a page, not an image.' } as const;

describe('a picture', () => {
  it('is let in from any host, over http too', () => {
    expect(judgeImage({ ...arrival, finalUrl: 'http://pictures.example/a.jpg' }, imageWith()).admit).toBe(true);
  });

  it('without its end is not stored, whoever vouches for it', () => {
    for (const way of [arrival, verified]) {
      expect(judgeImage(way, imageWith({ complete: false }))).toMatchObject({
        admit: false,
        outcome: 'TRUNC',
        quarantine: false,
      });
    }
  });

  it('of one or two points counts readers', () => {
    expect(judgeImage(verified, imageWith({ width: 1, height: 1 }))).toMatchObject({ outcome: 'NOT_AN_IMAGE' });
    expect(judgeImage(verified, imageWith({ width: 2, height: 2 }))).toMatchObject({ outcome: 'NOT_AN_IMAGE' });
    expect(judgeImage(verified, imageWith({ width: 2, height: 300 })).admit).toBe(true);
  });

  it('that three unrelated sites have is a stub’s over http, and an agency’s when it is vouched for', () => {
    expect(judgeImage(arrival, imageWith({}, 3))).toMatchObject({ outcome: 'NOT_AN_IMAGE', quarantine: true });
    expect(judgeImage(arrival, imageWith({}, 2)).admit).toBe(true);
    expect(judgeImage(verified, imageWith({}, 9)).admit).toBe(true);
  });

  it('replaced by a page of the network is called so', () => {
    const look = lookWith({ stubWords: 6, textLength: 200 });
    expect(judgeImage(arrival, { kind: 'other', look, refusal })).toMatchObject({ outcome: 'STUB', quarantine: true });
    expect(judgeImage(verified, { kind: 'other', look, refusal })).toMatchObject({
      outcome: 'NOT_AN_IMAGE',
      quarantine: false,
    });
    expect(judgeImage(arrival, { kind: 'other', look: lookWith(), refusal })).toMatchObject({
      outcome: 'NOT_AN_IMAGE',
    });
  });
});

describe('an error answer that nobody vouches for', () => {
  it('is a stub when it names who forbade what', () => {
    expect(judgeStrangerBody(arrival, lookWith({ stubWords: 6, textLength: 300 }))).toMatchObject({
      outcome: 'STUB',
      quarantine: true,
    });
  });

  it('is a sign-in page when it asks for a secret', () => {
    expect(judgeStrangerBody(arrival, lookWith({ portalWords: 3, asksSecret: true }))).toMatchObject({
      outcome: 'CAPTIVE',
    });
  });

  it('is the server’s when it only forbids, as servers do', () => {
    expect(judgeStrangerBody(arrival, lookWith({ stubWords: 4, textLength: 120 }))).toBeNull();
    expect(judgeStrangerBody({ ...arrival, recentlyGood: true }, lookWith({ textLength: 120 }))).toBeNull();
  });

  it('is not looked into when the server is vouched for', () => {
    expect(judgeStrangerBody(verified, lookWith({ stubWords: 9, textLength: 300 }))).toBeNull();
  });

  it('is known again', () => {
    const same = { otherDomains: 0, otherPages: 0, template: true };
    expect(judgeStrangerBody({ ...arrival, same }, lookWith())).toMatchObject({ outcome: 'STUB' });
  });
});
