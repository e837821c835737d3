/** How a part of an experiment is read: strictly, with the name of the member that is wrong. */
import type { Static, TSchema } from '@sinclair/typebox';
import { compileShape } from '../contract/shape.ts';
import { StillwebError } from '../errors.ts';

/** @param where what the value is: `masks`, or a file and a line @throws EXPERIMENT_INVALID */
export type DeclaredShape<T> = (value: unknown, where: string) => T;

export function declaredShape<S extends TSchema>(schema: S): DeclaredShape<Static<S>> {
  const check = compileShape(schema);
  return (value, where) => {
    try {
      return check(value);
    } catch (error) {
      if (!(error instanceof StillwebError)) throw error;
      throw invalidExperiment(where, error.message.replace(/^the request must/, 'it must'), error.facts);
    }
  };
}

export function invalidExperiment(
  where: string,
  what: string,
  facts: StillwebError['facts'] = {},
  cause?: unknown,
): StillwebError {
  return new StillwebError('EXPERIMENT_INVALID', `${where}: ${what}`, { ...facts, where }, { cause });
}
