/**
 * JSON that stays text on its way into an answer, so that its numbers are those of the source, also where no double is
 * equal to them. `JSON.stringify`, which knows doubles only, takes it as the value that `JSON.parse` gives.
 */
export class JsonText {
  readonly text: string;
  readonly #value: unknown;

  /** @throws SyntaxError for what is not JSON */
  constructor(text: string) {
    this.#value = JSON.parse(text);
    this.text = text;
  }

  toJSON(): unknown {
    return this.#value;
  }
}
