/**
 * The best hits seen so far under the total order (score descending, passage ascending), at most one for each group.
 *
 * A binary heap with the worst hit on top. Hits may come in any order; what is kept does not depend on it.
 */
export class TopList {
  readonly #capacity: number;
  /** Group (document) of each passage; null when every passage stands for itself. */
  readonly #groups: Uint32Array | null;
  readonly #scores: Float64Array;
  readonly #passages: Uint32Array;
  readonly #places: Map<number, number> | null;
  #held = 0;

  /** @param groups the document of each passage, to keep one passage a document */
  constructor(capacity: number, groups: Uint32Array | null) {
    this.#capacity = capacity;
    this.#groups = groups;
    this.#scores = new Float64Array(capacity);
    this.#passages = new Uint32Array(capacity);
    this.#places = groups === null ? null : new Map();
  }

  get isFull(): boolean {
    return this.#held === this.#capacity;
  }

  /** No hit below this score can enter. An equal one may, by its passage number. */
  get threshold(): number {
    return this.#held === this.#capacity ? this.#scores[0] : Number.NEGATIVE_INFINITY;
  }

  offer(score: number, passage: number): void {
    if (this.#places !== null) {
      const group = (this.#groups as Uint32Array)[passage];
      const place = this.#places.get(group);
      if (place !== undefined) {
        if (!this.#isWorse(this.#scores[place], this.#passages[place], score, passage)) return;
        this.#scores[place] = score;
        this.#passages[place] = passage;
        this.#siftDown(place);
        return;
      }
    }
    if (this.#held < this.#capacity) {
      this.#held++;
      this.#siftUp(this.#held - 1, score, passage);
      return;
    }
    if (!this.#isWorse(this.#scores[0], this.#passages[0], score, passage)) return;
    this.#places?.delete((this.#groups as Uint32Array)[this.#passages[0]]);
    this.#scores[0] = score;
    this.#passages[0] = passage;
    this.#siftDown(0);
  }

  #isWorse(score: number, passage: number, thanScore: number, thanPassage: number): boolean {
    return score < thanScore || (score === thanScore && passage > thanPassage);
  }

  #put(place: number, score: number, passage: number): void {
    this.#scores[place] = score;
    this.#passages[place] = passage;
    this.#places?.set((this.#groups as Uint32Array)[passage], place);
  }

  #siftUp(start: number, score: number, passage: number): void {
    let place = start;
    while (place > 0) {
      const parent = (place - 1) >> 1;
      if (!this.#isWorse(score, passage, this.#scores[parent], this.#passages[parent])) break;
      this.#put(place, this.#scores[parent], this.#passages[parent]);
      place = parent;
    }
    this.#put(place, score, passage);
  }

  #siftDown(start: number): void {
    const score = this.#scores[start];
    const passage = this.#passages[start];
    let place = start;
    for (;;) {
      let child = 2 * place + 1;
      if (child >= this.#held) break;
      const right = child + 1;
      if (
        right < this.#held &&
        this.#isWorse(this.#scores[right], this.#passages[right], this.#scores[child], this.#passages[child])
      ) {
        child = right;
      }
      if (!this.#isWorse(this.#scores[child], this.#passages[child], score, passage)) break;
      this.#put(place, this.#scores[child], this.#passages[child]);
      place = child;
    }
    this.#put(place, score, passage);
  }

  /** The hits, best first. */
  ranking(): { readonly passages: Uint32Array; readonly scores: Float64Array } {
    const [allPassages, allScores, held] = [this.#passages, this.#scores, this.#held];
    const order: number[] = [];
    for (let place = 0; place < held; place++) order.push(place);
    order.sort((a, b) => allScores[b] - allScores[a] || allPassages[a] - allPassages[b]);
    const passages = new Uint32Array(held);
    const scores = new Float64Array(held);
    for (let i = 0; i < held; i++) {
      passages[i] = allPassages[order[i]];
      scores[i] = allScores[order[i]];
    }
    return { passages, scores };
  }
}
