import { describe, expect, it } from 'vitest';
import { isClusterAddress, readClusterAddress } from '../../../src/cluster/cluster-address.ts';
import { clusterPlace, splitPlaces } from '../../../src/library/cluster-places.ts';

describe('an address of a cluster', () => {
  it.each([
    ['opensearch:http://a:9200', ['http://a:9200'], null],
    ['opensearch:http://a:9200/', ['http://a:9200'], null],
    ['opensearch:https://a/web', ['https://a'], 'web'],
    ['opensearch:http://a:1,http://b:2/web-2', ['http://a:1', 'http://b:2'], 'web-2'],
  ])('%s names nodes and an alias', (address, nodes, alias) => {
    expect(isClusterAddress(address)).toBe(true);
    expect(readClusterAddress(address)).toEqual({ nodes, alias });
  });

  it.each([
    'opensearch:',
    'opensearch:a:9200/web',
    'opensearch:ftp://a/web',
    'opensearch:http://a/web/more',
    'opensearch:http://a/Web',
    'opensearch:http://a/_all',
    'opensearch:http://a/web?x=1',
    'opensearch:http://a/web,http://b',
    'opensearch:http://user:secret@a/web',
  ])('%s is refused', (address) => {
    expect(() => readClusterAddress(address)).toThrow(expect.objectContaining({ code: 'SETTING_INVALID' }));
  });

  it('does not repeat a password in what it says', () => {
    try {
      readClusterAddress('opensearch:http://user:secret@a/web');
    } catch (error) {
      expect(JSON.stringify([(error as Error).message, (error as { facts?: object }).facts])).not.toContain('secret');
    }
  });
});

describe('places that are served', () => {
  it('are told apart, in their order', () => {
    expect(clusterPlace('web=opensearch:http://a/web')).toEqual({ address: 'opensearch:http://a/web', name: 'web' });
    expect(clusterPlace('data/opensearch:x')).toBeNull();
    expect(splitPlaces(['data/a', 'opensearch:http://a/web', 'b=data/b'])).toEqual({
      directories: ['data/a', 'b=data/b'],
      clusters: [{ address: 'opensearch:http://a/web', name: undefined }],
      order: [false, true, false],
    });
  });
});
