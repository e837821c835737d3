import { writeFileSync } from 'node:fs';

/**
 * Loaded into `stillweb index` by `--import`: leaves in the file that CHANGE_STAGES names when the process began each stage that it told
 * of, and what it used, as JSON. Seconds since the process was started, by its own clock.
 */
export interface StageReport {
  readonly stages: readonly { readonly stage: string; readonly beganS: number }[];
  readonly endedS: number;
  readonly cpuS: number;
  readonly peakBytes: number;
}

const stages: { stage: string; beganS: number }[] = [];
const write = process.stderr.write.bind(process.stderr);
process.stderr.write = ((text: string, ...rest: []) => {
  const stage = /^([a-z ]+): /.exec(text)?.[1];
  if (stage !== undefined && stages.at(-1)?.stage !== stage) stages.push({ stage, beganS: performance.now() / 1000 });
  return write(text, ...rest);
}) as typeof process.stderr.write;

process.on('exit', () => {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  const report: StageReport = {
    stages,
    endedS: performance.now() / 1000,
    cpuS: (userCPUTime + systemCPUTime) / 1e6,
    peakBytes: maxRSS * 1024,
  };
  writeFileSync(process.env['CHANGE_STAGES'] as string, JSON.stringify(report));
});
