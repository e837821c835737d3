import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { followSteps, type StepOutcome } from './follow-steps.ts';
import { makeFreshFolder, withFreePorts } from './fresh-folder.ts';
import { type PageStep, readSteps } from './page-steps.ts';

/** What a page needs beside Node, of those that are not here. */
export function missingTools(tools: readonly string[] = ['bash', 'curl']): string[] {
  return tools.filter((tool) => spawnSync('sh', ['-c', 'command -v "$0"', tool]).status !== 0);
}

export interface FollowedPage {
  readonly outcomes: readonly StepOutcome[];
  /** In sentences that begin with file and line; empty where the page holds. */
  readonly faults: readonly string[];
}

/**
 * Follows a page word by word.
 *
 * @param name of the page, for the faults
 * @param file the page
 * @param folder an empty one, or with what a reader has in it; it is left as the last step leaves it
 * @param chooses the steps that are followed; all by default
 */
export async function followPage(
  name: string,
  file: string,
  folder: string,
  {
    chooses = () => true,
    signal,
  }: { readonly chooses?: (step: PageStep) => boolean; readonly signal?: AbortSignal } = {},
): Promise<FollowedPage> {
  const steps = readSteps(name, await withFreePorts(readFileSync(file, 'utf8'))).filter(chooses);
  const outcomes = await followSteps(steps, makeFreshFolder(folder), signal);
  const faults = outcomes.flatMap(({ step, code, err, differences }) => [
    ...(code === 0 ? [] : [`${name}:${step.line}: ends with ${code}\n${err}`]),
    ...differences.map((difference) => `${name}: ${difference}`),
  ]);
  if (steps.length === 0) faults.push(`${name}: has no step`);
  return { outcomes, faults };
}
