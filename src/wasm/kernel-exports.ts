/**
 * What the kernels of src/kernel/assembly offer, by the name of the file. All numbers are integers; those that end in `At`,
 * and those that a kernel describes as memory, are byte addresses. A test compares names and order with the sources.
 */
export interface KernelExports {
  'vector-scan': {
    scan(query: number, vectors: number, rows: number, dimensions: number, scores: number): void;
    gather(query: number, vectors: number, rows: number, count: number, dimensions: number, scores: number): void;
    scanBatch(
      queries: number,
      count: number,
      stride: number,
      vectors: number,
      rows: number,
      dimensions: number,
      scores: number,
      room: number,
    ): void;
  };
  'window-scan': {
    /** @returns hits held at `heapAt`, best first, each a pair of u32: all bits of the passage inverted, score */
    rank(
      lists: number,
      count: number,
      orderAt: number,
      windows: number,
      sumsAt: number,
      heapAt: number,
      wanted: number,
      floor: number,
      acceptAt: number,
      weakEighths: number,
      sparseFactor: number,
      fewFactor: number,
      lookUpFactor: number,
    ): number;
    /** @returns as `rank` */
    rankFew(
      lists: number,
      count: number,
      orderAt: number,
      heapAt: number,
      wanted: number,
      floor: number,
      few: number,
      fewCount: number,
    ): number;
  };
  'list-join': {
    /** @returns records at `found`, behind the number of the next window; -1 where positions lead outside */
    join(
      lists: number,
      count: number,
      phrases: number,
      phraseCount: number,
      told: number,
      window: number,
      windows: number,
      marksAt: number,
      expandedAt: number,
      placesAt: number,
      keptAt: number,
      orderAt: number,
      found: number,
      room: number,
      width: number,
    ): number;
  };
  'cell-search': {
    configure(
      vectorsAt: number,
      dimensionsOfOne: number,
      cellsInAll: number,
      centresAt: number,
      startsAt: number,
      passagesAt: number,
      codesAt: number,
      wordsAt: number,
      orderAt: number,
      tablesOfTwo: number,
      tablesOfFour: number,
      tablesOfEight: number,
    ): void;
    useScratch(
      queryAt: number,
      orderedAt: number,
      rawAt: number,
      entriesAt: number,
      cellKeysAt: number,
      keysAt: number,
      roomForKeys: number,
      sumsAt: number,
      binsAt: number,
    ): void;
    search(
      probes: number,
      patience: number,
      candidates: number,
      most: number,
      found: number,
      foundScores: number,
    ): number;
    select(probes: number, patience: number, candidates: number, most: number, found: number): number;
  };
  'cell-building': {
    assign(
      vectors: number,
      rows: number,
      count: number,
      dimensions: number,
      centres: number,
      cells: number,
      scratch: number,
      found: number,
    ): void;
    encode(
      vectors: number,
      start: number,
      end: number,
      dimensions: number,
      centres: number,
      cellOf: number,
      order: number,
      words: number,
      offsets: number,
      twos: number,
      fours: number,
      eights: number,
      scratch: number,
      codes: number,
    ): void;
  };
  hnsw: {
    configure(
      vectorsAt: number,
      dimensionsOfOne: number,
      nodesInAll: number,
      lowLinksAt: number,
      numbersAt: number,
      highLinksAt: number,
      levelNodesAt: number,
      levelsInAll: number,
    ): void;
    useScratch(
      queryAt: number,
      frontierAt: number,
      scoresAt: number,
      beamAt: number,
      visitedAt: number,
      touchedAt: number,
    ): void;
    search(ef: number, found: number, foundScores: number): number;
    findNeighbours(counter: number, end: number, efConstruction: number, most: number, chosen: number): void;
    linkBack(
      start: number,
      end: number,
      part: number,
      parts: number,
      heads: number,
      nexts: number,
      room: number,
      chosen: number,
    ): void;
  };
  'row-sum': {
    sum(rows: number, numbers: number, weights: number, count: number, dimensions: number, sums: number): void;
  };
}

export type KernelName = keyof KernelExports;
