import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Span } from '../../../../src/experiment/mask/alias-finder.ts';
import { hideSpans } from '../../../../src/experiment/mask/masked-text.ts';

const SIGN = '[…]';

/** A text of pieces, of which some are hidden; no two that are hidden touch. */
const texts = fc
  .array(fc.tuple(fc.string({ minLength: 1, maxLength: 6 }), fc.boolean()), { maxLength: 12 })
  .map((pieces) => {
    const spans: Span[] = [];
    let raw = '';
    for (const [piece, isHidden] of pieces) {
      const start = raw.length;
      raw += piece;
      if (isHidden && spans[spans.length - 1]?.end !== start) spans.push({ start, end: raw.length });
    }
    return { raw, spans };
  });

it('places in a masked text are those of the same characters, and of the sign for all that is hidden', () => {
  fc.assert(
    fc.property(texts, ({ raw, spans }) => {
      const masked = hideSpans(raw, spans, SIGN);
      for (let place = 0; place < raw.length; place++) {
        const span = spans.find(({ start, end }) => start <= place && place < end);
        const shown = masked.text.slice(masked.start(place), masked.end(place + 1));
        if (span === undefined) expect(shown).toBe(raw[place]);
        else expect(shown.startsWith(SIGN)).toBe(true);
        expect(masked.holdsEdit(place, place + 1)).toBe(span !== undefined);
      }
      expect(masked.start(0)).toBe(0);
      expect(masked.end(raw.length)).toBe(masked.text.length);
      expect(masked.text.split('\n').length).toBe(raw.split('\n').length);
    }),
  );
});
