/**
 * Bounds what a parser in this thread may allocate. Packages for PDF and DOCX inflate whatever a file holds into arrays of bytes; a file of
 * a megabyte can hold gigabytes. So arrays are counted, and no clock and no size of the machine decides.
 */
export class CountedArrays {
  #limit = 0;
  #bytes = 0;
  #isOver = false;

  /** Counts every `new Uint8Array(n)` of this thread from now on. To be called before a parser is loaded. */
  constructor() {
    // What inflates without arrays of its own is not counted; parsers do without it.
    Reflect.deleteProperty(globalThis, 'DecompressionStream');
    globalThis.Uint8Array = new Proxy(Uint8Array, {
      construct: (target, parameters, made) => {
        const [first] = parameters as [unknown];
        if (typeof first === 'number') this.#count(first);
        return Reflect.construct(target, parameters, made) as Uint8Array;
      },
    });
  }

  /** Begins another document. @param limit the most bytes that it may take */
  reset(limit: number): void {
    this.#limit = limit;
    this.#bytes = 0;
    this.#isOver = false;
  }

  /** Whether the document has asked for more than there is; a parser may have caught the error and gone on. */
  get isOver(): boolean {
    return this.#isOver;
  }

  #count(bytes: number): void {
    this.#bytes += bytes;
    if (this.#bytes <= this.#limit) return;
    this.#isOver = true;
    throw new RangeError('the document expands to more than may be read');
  }
}
