import { hostname } from 'node:os';
import { describe, expect, it } from 'vitest';
import {
  addressOf,
  connectingHost,
  isAllowed,
  isOwnMachine,
  parseDestination,
  readAllowed,
  writeAllowed,
} from '../../../src/intercept/destination.ts';

describe('a destination', () => {
  it.each([
    ['Example.org', 'https', 'example.org', 443],
    ['example.org.', 'http', 'example.org', 80],
    ['example.org:8443', 'https', 'example.org', 8443],
    ['example.org:80', 'https', 'example.org', 80],
    ['[::1]:443', 'https', '[::1]', 443],
    ['192.0.2.7', 'http', '192.0.2.7', 80],
  ] as const)('is read of %s over %s', (authority, scheme, host, port) => {
    expect(parseDestination(authority, scheme)).toEqual({ host, port });
  });

  it.each(['', 'a b', 'user@example.org', 'example.org/x', 'example.org:99999'])('is not read of %j', (authority) => {
    expect(parseDestination(authority, 'http')).toBeNull();
  });

  it('names its port in an address where the scheme does not', () => {
    expect(addressOf({ host: 'a.example', port: 443 }, 'https', '/x?y')).toBe('https://a.example/x?y');
    expect(addressOf({ host: 'a.example', port: 80 }, 'https', '/')).toBe('https://a.example:80/');
  });
});

describe('this machine', () => {
  it.each(['localhost', 'app.localhost', '127.0.0.1', '127.8.9.10', '[::1]', '0.0.0.0', '[::]'])('is %s', (host) => {
    expect(isOwnMachine(host)).toBe(true);
  });

  it.each(['example.org', 'localhost.example', '127.example', '192.0.2.7', '10.0.0.1', '128.0.0.1', '[2001:db8::1]'])(
    'is not %s',
    (host) => {
      expect(isOwnMachine(host)).toBe(false);
    },
  );
});

it('this machine is connected to as loopback under each of its names, and others as they are named', () => {
  const names = ['app.localhost', '0.0.0.0', '[::]', hostname().toLowerCase()];
  expect(names.map(connectingHost)).toEqual(names.map(() => '127.0.0.1'));
  expect(['localhost', '[::1]', 'a.example'].map(connectingHost)).toEqual(['localhost', '::1', 'a.example']);
});

describe('a host that is let through', () => {
  it.each([
    ['api.example.org', { host: 'api.example.org', port: null }, 'api.example.org'],
    ['API.example.org:443', { host: 'api.example.org', port: 443 }, 'api.example.org:443'],
    ['10.0.0.1:80', { host: '10.0.0.1', port: 80 }, '10.0.0.1:80'],
  ] as const)('is read of %s', (text, allowed, written) => {
    expect(readAllowed(text)).toEqual(allowed);
    expect(writeAllowed(readAllowed(text))).toBe(written);
  });

  it.each(['https://api.example.org', '*.example.org', '', 'a,b'])('is not read of %j', (text) => {
    expect(() => readAllowed(text)).toThrow(expect.objectContaining({ code: 'SETTING_INVALID' }));
  });

  it('is let through at the port that is named, and else at any, and nothing beside it is', () => {
    const allowed = [readAllowed('a.example'), readAllowed('b.example:443')];
    expect(isAllowed({ host: 'a.example', port: 9 }, allowed)).toBe(true);
    expect(isAllowed({ host: 'b.example', port: 443 }, allowed)).toBe(true);
    expect(isAllowed({ host: 'b.example', port: 80 }, allowed)).toBe(false);
    expect(isAllowed({ host: 'x.a.example', port: 443 }, allowed)).toBe(false);
  });
});
