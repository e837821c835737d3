/** Things of one kind under their names, in one thread: the shared part of the registries of all kinds. */
export class Registry<Thing extends { readonly name: string }> {
  readonly #kind: string;
  readonly #things = new Map<string, Thing>();

  /** @param kind in words, for the error: `reranker` */
  constructor(kind: string, things: readonly Thing[] = []) {
    this.#kind = kind;
    for (const thing of things) this.add(thing);
  }

  /** Adding the same thing again changes nothing. @throws TypeError when another one has the name */
  add(thing: Thing): void {
    const known = this.#things.get(thing.name);
    if (known !== undefined && known !== thing) throw new TypeError(`there is a ${this.#kind} ${thing.name} already`);
    this.#things.set(thing.name, thing);
  }

  find(name: string): Thing | undefined {
    return this.#things.get(name);
  }

  /** In the order of their addition. */
  get names(): string[] {
    return [...this.#things.keys()];
  }

  get all(): Thing[] {
    return [...this.#things.values()];
  }
}
