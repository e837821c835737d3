import { describe, expect, it } from 'vitest';
import { fillDates } from '../../../src/evaluation/topic-dates.ts';

const fill = (text: string, now: string | null = '2024-03-31') =>
  fillDates([{ id: 'q1', text }], now, 'topics.tsv')[0].text;

describe('dates in topics', () => {
  it.each([
    ['{{now}}', '2024-03-31'],
    ['since {{ now - 30d }}, until {{now}}', 'since 2024-03-01, until 2024-03-31'],
    ['{{now-1m}}', '2024-02-29'],
    ['{{now-13m}}', '2023-02-28'],
    ['{{now+2w}}', '2024-04-14'],
    ['{{now-4y:YYYY}}', '2020'],
    ['{{now:MMMM D, YYYY}}', 'March 31, 2024'],
    ['{{now+1d:D/M/YYYY}} and {{now:DD.MM.YYYY}}', '1/4/2024 and 31.03.2024'],
    ['{{now:}}', '2024-03-31'],
  ])('are filled in from the day of the collection: %s', (text, expected) => {
    expect(fill(text)).toBe(expected);
  });

  it('keep a day of February in a year that has it', () => {
    expect(fill('{{now-1y}}', '2024-02-29')).toBe('2023-02-28');
    expect(fill('{{now-4y}}', '2024-02-29')).toBe('2020-02-29');
  });

  it('leave other braces, and topics without them, as they are', () => {
    expect(fill('{{nowhere}} {now} {{ later }}', null)).toBe('{{nowhere}} {now} {{ later }}');
  });

  it.each([
    ['a unit that is none', '{{now-3q}}', 'is no date'],
    ['words', '{{now please}}', 'is no date'],
    ['a day before there were years', '{{now-9999y}}', 'years 1 to 9999'],
  ])('refuse %s', (_what, text, message) => {
    expect(() => fill(text)).toThrow(message);
  });

  it('refuse to guess where the collection has no day', () => {
    expect(() => fill('{{now}}', null)).toThrow('give it with --now');
  });

  it.each(['2024-02-30', '24-01-01', 'today', '2024-13-01', '0000-01-01'])('refuse a now that is no day: %s', (now) => {
    expect(() => fill('{{now}}', now)).toThrow('no day such as');
  });
});
