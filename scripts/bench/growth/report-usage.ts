import { writeFileSync } from 'node:fs';

/** Loaded into a program by `--import`: leaves what the process used, as JSON, in the file that GROWTH_USAGE names. */
process.on('exit', () => {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  const usage = { cpuSeconds: (userCPUTime + systemCPUTime) / 1e6, peakBytes: maxRSS * 1024 };
  writeFileSync(process.env['GROWTH_USAGE'] as string, JSON.stringify(usage));
});
