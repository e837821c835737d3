import type { Generation } from '../store/prune.ts';
import { describeBytes } from './output.ts';

/** A line about a generation, for people. */
export function describeGeneration({ name, documents, bytes, isCurrent, isHeld }: Generation): string {
  const marks = [...(isCurrent ? ['current'] : []), ...(isHeld ? ['served'] : [])];
  const count = documents === null ? 'unreadable' : `${documents} documents`;
  return `${name}  ${count}, ${describeBytes(bytes)}${marks.length === 0 ? '' : `, ${marks.join(', ')}`}`;
}
