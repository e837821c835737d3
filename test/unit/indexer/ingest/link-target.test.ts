import { describe, expect, it } from 'vitest';
import { resolveLink } from '../../../../indexer/ingest/link-target.ts';

describe('the target of a link', () => {
  it.each([
    ['b.md', 'b.md'],
    ['./b.md', 'docs/b.md'],
    ['sub/b.md', 'docs/sub/b.md'],
    ['../b.md', 'b.md'],
    ['../x/../b.md', 'b.md'],
    ['/b.md', 'b.md'],
    ['b.md#part', 'docs/b.md'],
    ['b.md?x=1#part', 'docs/b.md'],
    ['b%20c.md', 'docs/b c.md'],
    ['%C3%A9.md', 'docs/é.md'],
    ['100%.md', 'docs/100%.md'],
    [' b.md\n', 'docs/b.md'],
    ['b//c.md', 'docs/b/c.md'],
    ['https://example.org/a#b', 'https://example.org/a#b'],
    ['HTTP://example.org', 'HTTP://example.org'],
  ])('of %j in docs/a.md is %j', (href, target) => {
    expect(resolveLink(href, href === 'b.md' ? 'a.md' : 'docs/a.md')).toBe(target);
  });

  it.each([
    '#part',
    '?x',
    '',
    '../../b.md',
    '/..',
    '//example.org/a',
    'mailto:a@example.org',
    'data:,x',
    'javascript:x',
    'b%00.md',
    '..',
  ])('of %j is none', (href) => {
    expect(resolveLink(href, 'docs/a.md')).toBeNull();
  });
});
