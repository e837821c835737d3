import { execFile } from 'node:child_process';
import { GPU_PROBE_MS } from '../../limits.ts';
import { workerFile } from '../../worker-file.ts';

export type ProbedAdapter = { readonly name: string; readonly isFallback: boolean } | { readonly reason: string };

/** Looks for a GPU in a process of its own: a driver that crashes costs that process only. */
export function probeAdapter(signal?: AbortSignal): Promise<ProbedAdapter> {
  const program = workerFile(import.meta.url, './gpu-probe.js');
  return new Promise((resolve) => {
    execFile(process.execPath, [program], { timeout: GPU_PROBE_MS, signal }, (error, output) => {
      const line = output.trim().split('\n').at(-1) ?? '';
      try {
        resolve(JSON.parse(line) as ProbedAdapter);
      } catch {
        const end = error?.signal ?? error?.code ?? 0;
        resolve({ reason: `looking for a GPU ended with ${end}: its driver does not work` });
      }
    });
  });
}
