import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bearerToken, checkAddress, checkToken, createAccessRules, isLoopback } from '../../../src/api/access.ts';

const rules = createAccessRules({
  host: '10.0.0.7',
  allowedHosts: ['Search.Lab.example'],
  allowedOrigins: ['https://app.lab.example'],
  token: 'correct-horse',
});

describe('the Host header', () => {
  it.each([
    'localhost',
    'LOCALHOST:7080',
    '127.0.0.1:1',
    '[::1]:7080',
    '[::1]',
    '10.0.0.7:7080',
    'search.lab.example',
    'SEARCH.lab.example:443',
  ])('%s is allowed', (host) => {
    expect(() => checkAddress(rules, { host })).not.toThrow();
  });

  it.each([
    '',
    'evil.example',
    'localhost.evil.example',
    'evil.example:127.0.0.1',
    'localhost@evil.example',
    '127.0.0.1.nip.io',
    '127.0.0.2',
    '[::2]',
    '[::1',
    '::1',
    '0.0.0.0',
    'app.lab.example',
    'sub.search.lab.example',
    'localhost ',
  ])('%j is refused', (host) => {
    expect(() => checkAddress(rules, { host })).toThrow(expect.objectContaining({ code: 'HOST_FORBIDDEN' }));
  });

  it('is needed', () => {
    expect(() => checkAddress(rules, {})).toThrow(expect.objectContaining({ code: 'INVALID_REQUEST' }));
  });
});

describe('the Origin header', () => {
  it.each(['http://localhost:7080', 'https://localhost:7080', 'https://app.lab.example', 'HTTPS://APP.lab.example'])(
    '%s is allowed',
    (origin) => {
      expect(() => checkAddress(rules, { host: 'localhost:7080', origin })).not.toThrow();
    },
  );

  it.each([
    'null',
    '',
    'http://localhost',
    'http://localhost:3000',
    'http://127.0.0.1:7080',
    'https://evil.example',
    'https://app.lab.example.evil.example',
    'http://app.lab.example',
    'https://app.lab.example:8443',
    'https://app.lab.example/',
    'file://',
  ])('%j is refused', (origin) => {
    expect(() => checkAddress(rules, { host: 'localhost:7080', origin })).toThrow(
      expect.objectContaining({ code: 'ORIGIN_FORBIDDEN' }),
    );
  });
});

describe('the token', () => {
  it.each(['Bearer correct-horse', 'bearer correct-horse', 'BEARER   correct-horse '])(
    '%j is accepted',
    (authorization) => {
      expect(() => checkToken(rules, bearerToken({ authorization }))).not.toThrow();
    },
  );

  it.each([
    undefined,
    '',
    'Bearer',
    'Bearer ',
    'correct-horse',
    'Basic correct-horse',
    'Bearer correct-hors',
    'Bearer correct-horsee',
    'Bearer Correct-horse',
    `Bearer ${'x'.repeat(1 << 20)}`,
  ])('%.40j is refused', (authorization) => {
    expect(() => checkToken(rules, bearerToken({ authorization }))).toThrow(
      expect.objectContaining({ code: 'UNAUTHORIZED' }),
    );
  });

  it('is the only text that is accepted', () => {
    fc.assert(
      fc.property(fc.string(), (token) => {
        fc.pre(token.trim() !== 'correct-horse');
        expect(() => checkToken(rules, bearerToken({ authorization: `Bearer ${token}` }))).toThrow();
      }),
    );
  });

  it('is not asked for where none is set', () => {
    const open = createAccessRules({ host: '127.0.0.1', allowedHosts: [], allowedOrigins: [], token: null });
    expect(() => checkToken(open, null)).not.toThrow();
  });
});

describe('a loopback address', () => {
  it.each(['localhost', '127.0.0.1', '127.1.2.3', '::1', '[::1]', 'LOCALHOST'])('is %s', (host) => {
    expect(isLoopback(host)).toBe(true);
  });

  it.each(['0.0.0.0', '::', '10.0.0.1', '127.evil.example', 'localhost.example', '1127.0.0.1', ''])(
    'is not %j',
    (host) => {
      expect(isLoopback(host)).toBe(false);
    },
  );
});
