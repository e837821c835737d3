import { describe, expect, it } from 'vitest';
import { measureReadability } from '../../../scripts/quality/readability.ts';
import { sharedData } from '../../support/shared-data.ts';

const folder = sharedData('web/readability');

describe.skipIf(folder === null)('the articles of the test pages of Mozilla Readability', () => {
  it('are found as it finds them itself, with title, author, site, language and day', () => {
    const { pages, meanF1, low, fields } = measureReadability(folder ?? '');
    expect(pages).toBeGreaterThan(90);
    expect(meanF1).toBeGreaterThanOrEqual(0.99);
    expect(low).toEqual({});
    for (const { expected, equal } of Object.values(fields)) expect(equal).toBeGreaterThanOrEqual(expected - 2);
  }, 120_000);
});
