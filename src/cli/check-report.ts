import { arch, release, type } from 'node:os';
import { describeProcessor, type Processor } from '../benchmark/processor.ts';
import type { IndexCheck } from '../retrieval/check-index.ts';
import { SOFTWARE_VERSION } from '../version.ts';

/** Where and by what an index was checked. No day and no path: two checks on one machine give one line. */
export interface CheckingMachine {
  readonly software: string;
  /** Version, as `v22.12.0`. */
  readonly node: string;
  /** Kernel, its release, and the architecture of Node. */
  readonly system: string;
  readonly processor: Processor;
  /** What answered the golden queries, `cpu` or `gpu`; null where none was asked. */
  readonly device: string | null;
}

export function describeCheckingMachine(device: string | null): CheckingMachine {
  return {
    software: `stillweb ${SOFTWARE_VERSION}`,
    node: process.version,
    system: `${type()} ${release()} ${arch()}`,
    processor: describeProcessor(),
    device,
  };
}

/**
 * One line that a reviewer may paste: what was checked, what came of it, and where.
 *
 * @param index `name@id`
 * @param recorded probes that the index carries
 */
export function writeCheckReport(index: string, check: IndexCheck, recorded: number, machine: CheckingMachine): string {
  const { files, golden, moved, probes, findings } = check;
  const { software, node, system, processor, device } = machine;
  const parts = [
    `${index}: ${findings.length === 0 ? 'holds' : `FAILS (${countKinds(findings)})`}`,
    `hashes of ${files} files equal`,
    moved === null ? 'golden not asked' : `golden ${golden - moved.length} of ${golden}`,
    probes === null ? 'no encoder' : `${recorded} probes ${probes}`,
    software,
    `Node ${node}`,
    system,
    `${processor.model} (${processor.level})${device === null ? '' : ` on ${device}`}`,
  ];
  return parts.join('; ').replace(/\s+/g, ' ');
}

/** `golden-moved 2, encoder-differs 1`, by kind in the order in which they were found. */
function countKinds(findings: IndexCheck['findings']): string {
  const counts = new Map<string, number>();
  for (const { kind } of findings) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return [...counts].map(([kind, count]) => `${kind} ${count}`).join(', ');
}
