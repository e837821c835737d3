/** A task of an environment: a question, and what is right. */
export interface Episode {
  readonly id: string;
  readonly question: string;
  /** At least one; each is right. */
  readonly answers: readonly string[];
}
