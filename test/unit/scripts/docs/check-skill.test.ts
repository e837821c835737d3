import { describe, expect, it } from 'vitest';
import { checkRoutes, describeRoutes } from '../../../../scripts/docs/check-routes.ts';
import { checkSkill } from '../../../../scripts/docs/check-skill.ts';
import { parseMarkdown } from '../../../../scripts/docs/markdown.ts';

describe('a skill', () => {
  const sentences = (source: string) => checkSkill('skills/search/SKILL.md', source).map(({ sentence }) => sentence);
  const front = (...lines: string[]) => `---\n${lines.join('\n')}\n---\n\n# Search\n`;

  it('says its name and what it is for', () => {
    expect(sentences(front('name: search', 'description: Searches notes. Use it for notes.'))).toEqual([]);
  });

  it.each([
    ['no front matter', '# Search\n', 'does not begin with front matter'],
    ['a line that is none of it', front('name: search', 'description:'), 'front matter has a line'],
    ['another field', front('name: search', 'description: d', 'tools: all'), 'front matter has name and description'],
    ['another name', front('name: find', 'description: d'), 'the name is that of the folder, search'],
    ['a name with capitals', front('name: Search', 'description: d'), 'the name is in small letters'],
    ['a long description', front('name: search', `description: ${'d'.repeat(1025)}`), 'has 1025 characters'],
    ['a colon that YAML reads', front('name: search', 'description: Use: always'), 'needs quotes'],
    ['too many lines', front('name: search', 'description: d') + 'x\n'.repeat(500), 'at most 500 are read'],
  ])('is faulted for %s', (_name, source, sentence) => {
    expect(sentences(source)).toContainEqual(expect.stringContaining(sentence));
  });
});

describe('the routes that pages name', () => {
  const routes = describeRoutes({
    paths: { '/v1/search': { get: {}, post: {} }, '/v1/documents/{id}': { get: {} }, '/': { get: {} } },
  });
  const sentences = (...lines: string[]) =>
    checkRoutes([parseMarkdown('a.md', lines.join('\n'))], routes).map(({ line, sentence }) => `${line}: ${sentence}`);

  it('are there', () => {
    expect(
      sentences(
        '`POST /v1/search`, `GET /i/wiki/v1/search?query=kelp` and `GET /v1/documents/{id}`, or `GET /v1/documents/kelp`',
        '```sh',
        "curl -s 'http://127.0.0.1:7080/v1/search?query=kelp'",
        'curl -s http://127.0.0.1:7080',
        'node agent.mjs http://127.0.0.1:7080/anything',
        '```',
      ),
    ).toEqual([]);
  });

  it('are faulted when they are not, or take another method', () => {
    expect(
      sentences(
        '`POST /v1/find` and `DELETE /v1/search`',
        '```sh',
        'curl -s http://localhost:7080/v1/document/kelp',
        '```',
      ),
    ).toEqual([
      '1: no server has the route /v1/find',
      '1: /v1/search takes no DELETE',
      '3: no server has the route /v1/document/kelp',
    ]);
  });
});
