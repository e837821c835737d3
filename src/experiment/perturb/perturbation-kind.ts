/** What a kind of perturbation is: what it is told, and what it does. */
import type { TProperties } from '@sinclair/typebox';
import type { Asked } from '../../contract/asked.ts';
import type { Treatment } from '../../serving/treatment.ts';
import type { Plan, PlannedCall } from '../intervention.ts';
import type { Draws } from './draws.ts';

/** What stands in the key of a treated call, beside what the kind itself was told. */
export interface Perturbed {
  /** Of all draws: 16 hexadecimal digits. */
  readonly seed: string;
  /** The chance of each thing that the kind may do, 1 … 1000 in a thousand. */
  readonly strength: number;
  /** The chance of each query to be perturbed at all; absent for 1000. */
  readonly probability?: number;
}

export interface PerturbationKind {
  readonly name: string;
  /** Members of its own in a declaration. */
  readonly members: TProperties;
  /**
   * What it is drawn by. `query`: what is done to a query or to its answer. `document`: what documents say, which is to be the same
   * in every answer. `call`: whether the call is answered.
   */
  readonly drawnBy: 'query' | 'document' | 'call';
  /** What is asked that it does anything to. */
  readonly kinds: readonly Asked['kind'][];
  /** Of kinds that change answers. */
  readonly treatment?: Treatment;
  /** What is wrong with a declaration of the right form; null for nothing. */
  findFault?(told: Readonly<Record<string, unknown>>): string | null;
  /** Ids that a declaration names, of documents that an index must have. */
  documentsOf?(told: Readonly<Record<string, unknown>>): readonly string[];
  /** Of kinds that keep answers back. */
  plan?(told: Readonly<Record<string, unknown>>, draws: Draws, call: PlannedCall): Plan;
}

export const EVERY_KIND: readonly Asked['kind'][] = ['search', 'fetch', 'grep', 'links', 'original', 'walk'];
