import { describe, expect, it } from 'vitest';
import { splitFrontMatter } from '../../../../indexer/ingest/front-matter.ts';
import { canonicalJson } from '../../../../src/bytes/canonical-json.ts';

/** The fields of front matter as an index stores them. */
async function store(page: string): Promise<string> {
  return canonicalJson((await splitFrontMatter(page)).fields);
}

describe('a number of TOML front matter', () => {
  it.each([
    ['v = 1.10', '{"v":1.10}'],
    ['v = 1e400', '{"v":1e400}'],
    ['v = +1_000.50', '{"v":1000.50}'],
    ['v = -0.0', '{"v":-0.0}'],
    ['v = 6.626e-34', '{"v":6.626e-34}'],
    ['v = 0.5', '{"v":0.5}'],
    ['v = 9223372036854775807', '{"v":9223372036854775807}'],
    ['v = 0x7FFFFFFFFFFFFFFF', '{"v":9223372036854775807}'],
    ['v = [1.10, # 3.30\n  2.50]', '{"v":[1.10,2.50]}'],
    ['v = { a.b = 1.10, 1.20 = 3.30 }', '{"v":{"1":{"20":3.30},"a":{"b":1.10}}}'],
    ['[a."1.10"]\n1.10 = 1.10', '{"a":{"1.10":{"1":{"10":1.10}}}}'],
    ['[[1.10]]\nx = 2.20', '{"1":{"10":[{"x":2.20}]}}'],
    ['title = 1.10', '{"title":"1.10"}'],
  ])('keeps every digit: %s', async (toml, json) => {
    expect(await store(`+++\n${toml}\n+++\nbody`)).toBe(json);
  });

  it.each([
    ['v = "x = 1.10"', '{"v":"x = 1.10"}'],
    ["v = 'a\\'\nw = '1.10'", '{"v":"a\\\\","w":"1.10"}'],
    ['v = """\n1.10 "quoted" \\" = 2.20""""', '{"v":"1.10 \\"quoted\\" \\" = 2.20\\""}'],
    ["v = '''\n= 1.10'''", '{"v":"= 1.10"}'],
    ['v = 1 # = 1.10', '{"v":1}'],
    ['v = 07:32:00.10', '{"v":"07:32:00.100"}'],
    ['v = 1979-05-27 07:32:00.50Z', '{"v":"1979-05-27T07:32:00.500Z"}'],
    ['v = inf\nw = -nan', '{"v":"Infinity","w":"NaN"}'],
  ])('is not seen in what only looks like one: %s', async (toml, json) => {
    expect(await store(`+++\n${toml}\n+++\nbody`)).toBe(json);
  });
});

describe('a number of YAML front matter', () => {
  it.each([
    ['v: 1.10', '{"v":1.10}'],
    ['v: 0xFFFFFFFFFFFFFFFF', '{"v":18446744073709551615}'],
    ['v: 0o7777777777777777777777', '{"v":73786976294838206463}'],
    ['v: +12345678901234567890', '{"v":12345678901234567890}'],
    ['v: 00012345678901234567890', '{"v":12345678901234567890}'],
    ['v: -.10', '{"v":-0.10}'],
    ['v: 1.e5', '{"v":1e5}'],
    ['v: 0x1F', '{"v":31}'],
    ['v: .5', '{"v":0.5}'],
    ['v: 01234', '{"v":1234}'],
  ])('keeps every digit: %s', async (yaml, json) => {
    expect(await store(`---\n${yaml}\n---\nbody`)).toBe(json);
  });

  it('that is a name stays as it is written', async () => {
    const yaml = '1.10: a\n12345678901234567890: b\nnest: {1e400: c, 7: d}';
    expect(await store(`---\n${yaml}\n---\nbody`)).toBe(
      '{"1.10":"a","12345678901234567890":"b","nest":{"1e400":"c","7":"d"}}',
    );
  });
});
