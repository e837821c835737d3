/** What is to become of the documents of an index. */
export interface CollectionChange {
  /** The generation that is changed: the current one. */
  readonly generation: string;
  /**
   * `add`: documents of the inputs come behind those that are there, and none has the id of one; `update`: one that has takes its
   * place; `sync`: the index becomes that of the inputs alone.
   */
  readonly kind: 'add' | 'update' | 'sync';
  /** Ids of documents to be left out; all of them are in the generation. */
  readonly removed: readonly string[];
}
