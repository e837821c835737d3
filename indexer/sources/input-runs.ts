import { resolve, sep } from 'node:path';

/** Documents of one input: how many, and the first number and count of each run of them, ascending. */
export interface InputRuns {
  /** As it was named; of an earlier build, its absolute path. Null for documents of which nobody knows any more. */
  readonly input: string | null;
  readonly documents: number;
  readonly runs: readonly (readonly [number, number])[];
}

/**
 * Which documents came from which input, by the files that they came from.
 *
 * @param inputs as they were named
 * @param former absolute paths of the inputs of the generation that was changed
 * @param files the runs of each file, by its path: one of an input begins with that
 * @returns the inputs in their order, then former ones that have documents still; each once
 */
export function runsOfInputs(
  inputs: readonly string[],
  former: readonly string[],
  files: ReadonlyMap<string, readonly (readonly [number, number])[]>,
): InputRuns[] {
  const named = new Map<string, string>();
  for (const input of former) named.set(input, input);
  for (const input of inputs) named.set(resolve(input), input);
  const asNamed = new Set(inputs);
  const found = new Map<string | null, [number, number][]>(inputs.map((input) => [input, []]));
  for (const [file, runs] of files) {
    const input = asNamed.has(file) ? file : inputOf(resolve(file), named);
    const known = found.get(input) ?? [];
    for (const [first, count] of runs) known.push([first, count]);
    found.set(input, known);
  }
  return [...found].map(([input, runs]) => ({
    input,
    documents: runs.reduce((sum, [, count]) => sum + count, 0),
    runs: joined(runs),
  }));
}

/** The input that a file is, or lies in: of several the innermost. */
function inputOf(path: string, named: ReadonlyMap<string, string>): string | null {
  for (let place = path; ; ) {
    const input = named.get(place);
    if (input !== undefined) return input;
    // What lies in an archive has `/` behind its path on every system.
    const end = Math.max(place.lastIndexOf('/'), place.lastIndexOf(sep));
    if (end < 0 || place.length === 1) return null;
    place = end === 0 ? place.slice(0, 1) : place.slice(0, end);
  }
}

function joined(runs: [number, number][]): [number, number][] {
  const ordered: [number, number][] = [];
  for (const [first, count] of runs.sort((a, b) => a[0] - b[0])) {
    const last = ordered[ordered.length - 1];
    if (last !== undefined && last[0] + last[1] === first) last[1] += count;
    else ordered.push([first, count]);
  }
  return ordered;
}

/** Whether a value of a record is a run of documents. @param documents of the generation */
export function isRun(run: unknown, documents: number): boolean {
  if (!Array.isArray(run) || run.length !== 2 || !run.every(Number.isInteger)) return false;
  const [first, count] = run as [number, number];
  return first >= 0 && count > 0 && first + count <= documents;
}
