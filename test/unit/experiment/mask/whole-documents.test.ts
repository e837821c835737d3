import { expect, it } from 'vitest';
import { Mask } from '../../../../src/experiment/mask/mask.ts';
import { WholeDocuments } from '../../../../src/experiment/mask/whole-documents.ts';
import { MAX_MASKED_UNITS } from '../../../../src/limits.ts';
import type { AnswerSource } from '../../../../src/serving/answer-source.ts';

const mask = new Mask({ entities: [], forbidden: [], sign: '[…]' });

/** A source of one text under every id, which gives so much of it at a time. */
function sourceOf(text: string, most = text.length): AnswerSource & { readonly reads: string[] } {
  const reads: string[] = [];
  return {
    ...{ name: 'made', id: `of ${text.length} by ${most}`, reads },
    search: async () => [],
    links: (id) => ({ id, outgoing: [], incoming: [] }),
    fetch({ ids = [], offset }) {
      reads.push(...ids);
      const end = Math.min(text.length, offset + most);
      const range = { start: offset, end, total: text.length };
      return ids.map((id) => ({ id, url: null, title: id, text: text.slice(offset, end), range }));
    },
  };
}

it('a text that comes in parts is read to its end', async () => {
  const source = sourceOf('abcdefghij', 3);
  const whole = await new WholeDocuments(source, mask, () => {}).get('a');
  expect(whole?.masked.text).toBe('abcdefghij');
  expect(source.reads).toHaveLength(4);
});

it('documents are remembered from request to request, up to a bound', async () => {
  const source = sourceOf('.'.repeat(MAX_MASKED_UNITS / 4));
  for (const id of ['a', 'b', 'a', 'b', 'c', 'b', 'a']) await new WholeDocuments(source, mask, () => {}).get(id);
  // Two of them fill the memory: the third drives out the one that was longest unused.
  expect(source.reads).toEqual(['a', 'b', 'c', 'a']);
});
