import { describe, expect, it } from 'vitest';
import { findSection } from '../../../src/reading/section.ts';

const MARKED = `# Tides
The sea rises and falls.

## Causes
The moon pulls.
### The sun
It pulls less.
## Kinds ##
Spring tides are high.
# Tide pools
Crabs live there.`;

const BARE = `Tides
The sea rises and falls twice a day.
Causes
The moon pulls at the water.
Kinds of tides
Spring tides are high.`;

function read(text: string, asked: string): string {
  const { start, end } = findSection(text, asked);
  return text.slice(start, end);
}

describe('a section', () => {
  it('with marks reaches to the next heading of its level or above', () => {
    expect(read(MARKED, 'Causes')).toBe('## Causes\nThe moon pulls.\n### The sun\nIt pulls less.\n');
    expect(read(MARKED, 'the sun')).toBe('### The sun\nIt pulls less.\n');
    expect(read(MARKED, '## Kinds')).toBe('## Kinds ##\nSpring tides are high.\n');
  });

  it('without marks reaches to the next line that is a heading', () => {
    expect(read(BARE, 'CAUSES')).toBe('Causes\nThe moon pulls at the water.\n');
    expect(read(BARE, 'Kinds of  tides')).toBe('Kinds of tides\nSpring tides are high.');
  });

  it('is the one of these words before the one that begins with them', () => {
    expect(read(MARKED, 'tide')).toBe(
      '# Tides\nThe sea rises and falls.\n\n## Causes\nThe moon pulls.\n### The sun\nIt pulls less.\n## Kinds ##\nSpring tides are high.\n',
    );
    expect(read(MARKED, 'Tide pools')).toBe('# Tide pools\nCrabs live there.');
  });

  it('of wikitext is found by its words', () => {
    expect(read('== Causes ==\nThe moon.\n=== Sun ===\nLess.\n== Kinds ==\nTwo.', 'causes')).toBe(
      '== Causes ==\nThe moon.\n=== Sun ===\nLess.\n',
    );
  });

  it('that is not there is refused with those that are', () => {
    expect(() => findSection(MARKED, 'Fishing')).toThrow(
      expect.objectContaining({
        code: 'SECTION_NOT_FOUND',
        facts: { field: 'section', sections: ['Tides', 'Causes', 'The sun', 'Kinds', 'Tide pools'] },
      }),
    );
    expect(() => findSection('One sentence.', 'x')).toThrow('it has no headings');
    expect(() => findSection(MARKED, '#')).toThrow(expect.objectContaining({ code: 'SECTION_NOT_FOUND' }));
  });
});
