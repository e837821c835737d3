/** Sets of endings, as bits: words whose endings share a set are forms of one word. */
const PLAIN = 1;
const SILENT_E = 2;
const Y = 4;

const APOSTROPHE = 0x27;
const LONGEST_ENDING = 4;

/** The sets of an ending whose characters, in lower case, are the bytes of a number, the last one lowest. */
function setsOf(ending: number): number {
  switch (ending) {
    case 0: // nothing
    case 0x73: // s
    case 0x64: // d
    case 0x27: // '
    case 0x2773: // 's
      return PLAIN;
    case 0x6573: // es
    case 0x6564: // ed
    case 0x696e67: // ing
      return PLAIN | SILENT_E;
    case 0x65: // e
    case 0x652773: // e's
      return SILENT_E;
    case 0x79: // y
    case 0x792773: // y's
    case 0x696573: // ies
    case 0x696564: // ied
      return Y;
    default:
      return 0;
  }
}

/**
 * Whether a word of a text, which has the same stem as `word`, is a form of it rather than another word: both go on in
 * endings of inflection where they part. So `origins` and `origin` are one, `running` and `run`, `cities` and `city`,
 * `hoping` and `hope`; `originality` and `origin` are two, and `university` and `universe`.
 *
 * @param start, end of the word in `text`
 * @param from, to of the other in `word`
 */
export function areForms(text: string, start: number, end: number, word: string, from: number, to: number): boolean {
  const length = Math.min(end - start, to - from);
  let shared = 0;
  for (; shared < length; shared++) {
    const left = text.charCodeAt(start + shared);
    const right = word.charCodeAt(from + shared);
    if (left !== right && (!isLetter(left) || (left | 0x20) !== (right | 0x20))) break;
  }
  if (shared === 0) return false;
  if (start + shared === end && from + shared === to) return true;
  const before = word.charCodeAt(from + shared - 1) | 0x20;
  return (endingsOf(text, start + shared, end, before) & endingsOf(word, from + shared, to, before)) !== 0;
}

/** The sets that the rest of a word belongs to; a doubled consonant before `ed` and `ing` is passed over. */
function endingsOf(text: string, start: number, end: number, before: number): number {
  const length = end - start;
  if (length > LONGEST_ENDING) return 0;
  let ending = 0;
  for (let at = start; at < end; at++) ending = (ending << 8) | (text.charCodeAt(at) | 0x20);
  const sets = setsOf(ending);
  if (sets !== 0 || length < 3 || (text.charCodeAt(start) | 0x20) !== before) return sets;
  const rest = ending & (2 ** ((length - 1) * 8) - 1);
  return rest === 0x6564 || rest === 0x696e67 ? PLAIN : 0;
}

/** Whether a word has only letters a–z and apostrophes. No other word has a stem that is not the word itself. */
export function isPlainWord(text: string, start: number, end: number): boolean {
  for (let at = start; at < end; at++) {
    const code = text.charCodeAt(at);
    if (!isLetter(code) && code !== APOSTROPHE) return false;
  }
  return true;
}

/** Of a–z, upper and lower case. */
export function isLetter(code: number): boolean {
  const lower = code | 0x20;
  return lower >= 0x61 && lower <= 0x7a;
}
