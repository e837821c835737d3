import { describe, expect, it } from 'vitest';
import { visitSentences } from '../../../../indexer/segment/sentences.ts';

function sentencesOf(text: string): string[] {
  const found: string[] = [];
  visitSentences(text, (start, end) => found.push(text.slice(start, end)));
  return found;
}

function endingsOf(text: string): string[] {
  const found: string[] = [];
  visitSentences(text, (_, __, ending) => found.push(ending));
  return found;
}

describe('a sentence', () => {
  it.each([
    [['One.', 'Two!', 'Three?', 'Four…', 'Five']],
    [['He said "No."', 'Then (he left.)', 'Done.']],
    [['Really?!', 'Yes...', 'No.']],
    [['Dr. Smith met Mr. J. R. Jones.', 'They spoke.']],
    [['Use tools, e.g. hammers, in the U.S. Army.', 'Fine.']],
    [['See Fig. 3 and pp. 4.', 'Next.']],
    [['It weighs 3.14 kg.', 'See example.org for more.']],
    [['Founded by Acme Inc. in 1990 et al. and others.', 'End.']],
    [['The file a. b and so on.', 'End.']],
  ])('ends where people see its end: %j', (sentences) => {
    expect(sentencesOf(sentences.join(' '))).toEqual(sentences);
  });

  it('ends at full-width marks without a space', () => {
    expect(sentencesOf('東京は都市です。人口は多い！本当？「はい。」次')).toEqual([
      '東京は都市です。',
      '人口は多い！',
      '本当？',
      '「はい。」',
      '次',
    ]);
  });

  it('ends with its paragraph, at an empty line of any kind', () => {
    for (const gap of ['\n\n', '\r\n\r\n', '\r\r', '\n \t\n', '\u2029', '\n\n\n\n']) {
      expect(sentencesOf(`Heading${gap}text goes on`)).toEqual(['Heading', 'text goes on']);
    }
    for (const gap of ['\n', '\r\n', '\r', '\u2028', ' \t ']) {
      expect(sentencesOf(`same${gap}sentence`)).toEqual([`same${gap}sentence`]);
    }
  });

  it('says how it ends', () => {
    expect(endingsOf('Title\n\nOne. Two.\n\nThree. Four')).toEqual([
      'unmarked',
      'inside',
      'paragraph',
      'inside',
      'unmarked',
    ]);
  });

  it('is found in little time among a million full stops', () => {
    expect(sentencesOf('. '.repeat(500_000))).toHaveLength(500_000);
    expect(sentencesOf('.'.repeat(1_000_000))).toHaveLength(1);
    expect(sentencesOf(`${'a.'.repeat(500_000)} End.`)).toHaveLength(2);
  });
});
