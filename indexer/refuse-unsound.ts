import { StillwebError } from '../src/errors.ts';
import type { Manifest } from '../src/format/manifest.ts';
import { checkInvariants, type InvariantsCheck } from '../src/store/invariants/check-invariants.ts';
import { viewStaged } from '../src/store/staged-view.ts';

/**
 * Looks through an index that has just been built as `stillweb check` would, so that none that fails it is ever current.
 *
 * @param folder with its files
 * @throws StillwebError CHECK_FAILED; INDEX_CORRUPT where it cannot be read at all
 */
export async function refuseUnsound(folder: string, manifest: Manifest, check: InvariantsCheck = {}): Promise<void> {
  const findings = await checkInvariants(viewStaged(folder, manifest), check);
  if (findings.length === 0) return;
  const [{ kind, message }] = findings;
  const more = findings.length === 1 ? '' : `, and ${findings.length - 1} more`;
  throw new StillwebError(
    'CHECK_FAILED',
    `what was built is unsound, and is not published: ${message}${more}. This may be a fault of the memory or the disk`,
    { finding: kind, findings: findings.length },
  );
}
