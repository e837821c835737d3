import { describe, expect, it } from 'vitest';
import { settleOptions } from '../../../src/api/server-options.ts';

const originOf = (origin: string) => settleOptions({ allowedOrigins: [origin] }).allowedOrigins[0];
const hostOf = (host: string) => settleOptions({ allowedHosts: [host] }).allowedHosts[0];
const refusal = (fact: object) =>
  expect.objectContaining({ code: 'SETTING_INVALID', facts: expect.objectContaining(fact) });

describe('an allowed origin', () => {
  it.each([
    ['https://lab.example', 'https://lab.example'],
    ['HTTPS://Lab.example:443/', 'https://lab.example'],
    ['http://lab.example:8080', 'http://lab.example:8080'],
    ['http://[::1]:3000', 'http://[::1]:3000'],
    ['https://bücher.example', 'https://xn--bcher-kva.example'],
    ['moz-extension://0a1b-2c', 'moz-extension://0a1b-2c'],
    ['null', 'null'],
  ])('%s is sent as %s', (origin, sent) => {
    expect(originOf(origin)).toBe(sent);
  });

  it.each([
    ['lab.example', 'https://lab.example'],
    ['lab.example:8080', 'https://lab.example:8080'],
    ['https://lab.example/page', 'https://lab.example'],
    ['https://me@lab.example', 'https://lab.example'],
    ['http://lab.example/?q', 'http://lab.example'],
  ])('is never %s, which is told what was meant', (origin, meant) => {
    expect(() => originOf(origin)).toThrow(refusal({ setting: 'allow-origin', origin, didYouMean: meant }));
  });

  it.each([
    '*',
    'https://*.lab.example',
    'https://a.example,https://b.example',
    'https://',
    '',
    'https:lab.example/x y',
  ])('is never %j', (origin) => {
    expect(() => originOf(origin)).toThrow(refusal({ setting: 'allow-origin', origin }));
  });
});

describe('an allowed host', () => {
  it.each(['search.example', 'Search.Example:8080', '::1', '[::1]:80', '10.0.0.7', 'a_b'])('may be %s', (host) => {
    expect(hostOf(host)).toBe(host);
  });

  it.each(['*.example', 'a.example,b.example', 'search.example/x', 'a b', '', 'a:b:c', 'http://'])(
    'is never %j',
    (host) => {
      expect(() => hostOf(host)).toThrow(refusal({ setting: 'allow-host', host }));
    },
  );

  it('is never a URL, which is told its host', () => {
    expect(() => hostOf('https://search.example:8080/')).toThrow(refusal({ didYouMean: 'search.example:8080' }));
  });
});
