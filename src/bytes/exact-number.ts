/**
 * A JSON number that no double writes back as it was: `1.10`, `1E5`, `-0`, `1e400`, or an integer of 19 digits. It is kept
 * as the text that stood in the source.
 */
export class ExactNumber {
  /** As RFC 8259, section 6, writes a number. */
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  /**
   * The whole number that the text stands for, `1.0` and `1e3` too; null for one with a fraction, beyond 2^53 − 1 either
   * way, or of over 400 characters. Digit by digit: `1.00000000000000000001` is no whole number.
   */
  get integer(): number | null {
    const parts = this.text.length > MAX_LENGTH ? null : NUMBER.exec(this.text);
    if (parts === null) return null;
    const [, sign, whole, fraction = '', exponent = '0'] = parts;
    const digits = `${whole}${fraction}`.replace(/^0+/, '');
    if (digits === '') return 0;
    const significant = digits.replace(/0+$/, '');
    // Zeros that follow the significant digits; negative where the point stands among them.
    const zeros = Number(exponent) - fraction.length + digits.length - significant.length;
    if (zeros < 0 || significant.length + zeros > MAX_DIGITS) return null;
    const value = Number(`${sign}${significant}${'0'.repeat(zeros)}`);
    return Number.isSafeInteger(value) ? value : null;
  }
}

const NUMBER = /^(-?)([0-9]+)(?:\.([0-9]+))?(?:[eE]([+-]?[0-9]+))?$/;
/** Who writes a whole number with more characters wants something else, and digits are looked at more than once. */
const MAX_LENGTH = 400;
/** Of 2^53 − 1. */
const MAX_DIGITS = 16;
