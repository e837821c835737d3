/** What is to become of the documents of an index. */
export interface CollectionChange {
  /** The generation that is changed: the current one. */
  readonly generation: string;
  /** Whether a document of the inputs with an id that is there takes the place of that one, or is refused. */
  readonly kind: 'add' | 'update';
  /** Ids of documents to be left out; all of them are in the generation. */
  readonly removed: readonly string[];
}
