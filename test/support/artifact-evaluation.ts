import { join } from 'node:path';
import { type FollowedPage, followPage, missingTools } from '../../scripts/follow/follow-page.ts';
import type { PageStep } from '../../scripts/follow/page-steps.ts';
import { hashTree, ROOT } from './program.ts';

/** The ten minutes of docs/artifact-evaluation.md, followed as they stand there. */

const PAGE = join('docs', 'artifact-evaluation.md');
export const EXPECTED_HASHES = join(ROOT, 'examples', 'evidence', 'expected.sha256');
/** What the commands need beside Node and is not here. */
export const missing = missingTools(['bash', 'curl', 'python3', 'sha256sum']);

/** @param folder an empty one @param last the heading behind which nothing is followed any more */
export function followTenMinutes(folder: string, last?: string): Promise<FollowedPage> {
  let isPast = false;
  const chooses = ({ headings }: PageStep): boolean => {
    if (!headings.includes('Ten minutes') || isPast) return false;
    isPast = headings.at(-1) === last;
    return true;
  };
  return followPage(PAGE, join(ROOT, PAGE), folder, { chooses });
}

/** The manifest and the files of the index, and the answers: lines as sha256sum writes and reads them. */
export function hashesIn(folder: string): string {
  const lines = ['answers', 'data/handbook/generations'].flatMap((name) =>
    Object.entries(hashTree(join(folder, name))).map(([path, hash]) => `${hash}  ${name}/${path}\n`),
  );
  return lines.join('');
}

/** The hashes that a reviewer is to find. @param folder an empty one */
export async function recordExpectedHashes(folder: string): Promise<string> {
  const { faults } = await followTenMinutes(folder, 'Record a session');
  if (faults.length > 0) throw new Error(faults.join('\n'));
  return hashesIn(folder);
}
