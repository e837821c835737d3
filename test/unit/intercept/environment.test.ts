import { describe, expect, it } from 'vitest';
import { readAllowed } from '../../../src/intercept/destination.ts';
import { commandEnvironment, SHIM_VARIABLE } from '../../../src/intercept/environment.ts';

const SOURCES = {
  port: 4711,
  allowed: [readAllowed('api.example.org:443'), readAllowed('b.example')],
  authorityFile: '/w/authority.pem',
  bundleFile: '/w/roots.pem',
  refusalsFile: '/w/refused.txt',
  pythonFolder: '/w/python',
  nodeModule: '/a b/preload.cjs',
};

describe('the environment of a command', () => {
  it('keeps what is none of our business', () => {
    expect(commandEnvironment({ HOME: '/home/x', TAVILY_API_KEY: 'k' }, SOURCES)).toMatchObject({
      HOME: '/home/x',
      TAVILY_API_KEY: 'k',
    });
  });

  it('names the proxy in capitals and not, and no host around it but this machine, whatever there was before', () => {
    const environment = commandEnvironment({ no_proxy: '*', HTTPS_PROXY: 'http://proxy.example:3128' }, SOURCES);
    for (const name of ['http_proxy', 'HTTP_PROXY', 'https_proxy', 'HTTPS_PROXY', 'all_proxy', 'ALL_PROXY']) {
      expect(environment[name]).toBe('http://127.0.0.1:4711');
    }
    expect(environment.no_proxy).toBe('localhost,127.0.0.1');
    expect(environment.NO_PROXY).toBe('localhost,127.0.0.1');
  });

  it('names the roots for each family of clients', () => {
    expect(commandEnvironment({ SSL_CERT_FILE: '/old.pem' }, SOURCES)).toMatchObject({
      SSL_CERT_FILE: '/w/roots.pem',
      REQUESTS_CA_BUNDLE: '/w/roots.pem',
      CURL_CA_BUNDLE: '/w/roots.pem',
      NODE_EXTRA_CA_CERTS: '/w/authority.pem',
    });
  });

  it('puts the shims beside what is loaded already', () => {
    expect(commandEnvironment({ PYTHONPATH: '/lib', NODE_OPTIONS: '--no-warnings' }, SOURCES)).toMatchObject({
      PYTHONPATH: '/w/python:/lib',
      NODE_OPTIONS: '--no-warnings --require="/a b/preload.cjs"',
    });
    expect(commandEnvironment({ PYTHONPATH: '' }, { ...SOURCES, nodeModule: '/p.cjs' })).toMatchObject({
      PYTHONPATH: '/w/python',
      NODE_OPTIONS: '--require=/p.cjs',
    });
  });

  it('tells the shims port, files, variables and hosts, each on its line', () => {
    const lines = commandEnvironment({}, SOURCES)[SHIM_VARIABLE]?.split('\n') ?? [];
    expect(lines.slice(0, 5)).toEqual([
      '4711',
      '/w/authority.pem',
      '/w/refused.txt',
      '/w/python',
      '"/a b/preload.cjs"',
    ]);
    expect(lines[5].split(',')).toEqual(expect.arrayContaining([SHIM_VARIABLE, 'HTTPS_PROXY', 'PYTHONPATH']));
    expect(lines.slice(6)).toEqual(['api.example.org:443', 'b.example']);
  });
});
