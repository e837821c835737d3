import fc from 'fast-check';

/** Characters at which rules meet, far more often than chance would bring them together. */
export const AWKWARD = [
  ...'ab1Z9 _.,:;\'"-/\r\n\0',
  ...'éñßſıİΣς漢字ひカー한กםצ٣½①㎏ﬁﷺ㌔',
  ...['’', '“', '·', '‿', '、', '。', '\u3000', '\u2028', '\u00a0', '\u0301', '\u0345', '\u3099', '\u0e33', 'ﾊ', 'ﾞ'],
  ...[
    '\u200b',
    '\u200d',
    '\u00ad',
    '\ufe0f',
    '\ufeff',
    '🇫',
    '😀',
    '👩',
    'Ⓜ',
    '\u{10437}',
    '\u{1FAE9}',
    '\ud800',
    '\udc00',
  ],
];
/** Texts of any code units, ill-formed ones among them. */
export const anyText = fc.oneof(
  fc.array(fc.constantFrom(...AWKWARD), { maxLength: 24 }).map((parts) => parts.join('')),
  fc.string({ unit: 'binary', maxLength: 24 }),
  fc.string({ unit: fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code)), maxLength: 24 }),
  fc.constantFrom('__proto__', 'constructor', 'toString', 'hasOwnProperty valueOf'),
);
