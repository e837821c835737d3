import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readKeptFile } from '../../scripts/bench/performance/kept-file.ts';
import { performancePage } from '../../scripts/bench/performance/page.ts';
import { ROOT } from '../support/program.ts';
import { NO_GPU_ENVIRONMENT, softwareGpuEnvironment } from '../support/software-gpu.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

function runBench(environment: Readonly<Record<string, string>>, ...flags: string[]) {
  const program = join(ROOT, 'dist', 'scripts', 'bench', 'gpu.js');
  const env = { ...process.env, ...environment };
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...flags], { encoding: 'utf8', env });
  return { status, stdout, stderr };
}

const environment = softwareGpuEnvironment();

describe('npm run bench:gpu', () => {
  it.skipIf(environment === null)(
    environment === null
      ? 'measures: skipped, no SwiftShader is installed'
      : 'measures one size after another, compares answers, and writes what the page of figures takes',
    () => {
      const out = join(temporaryFolder(), 'gpu.json');
      const flags = ['--software', '--rows', '700,1300', '--batches', '1,20', '--passes', '1', '--out', out];
      const ran = runBench(environment as Record<string, string>, ...flags);
      expect([ran.status, ran.stderr]).toEqual([0, expect.any(String)]);
      const text = readFileSync(out, 'utf8');
      const record = JSON.parse(text);
      expect(record).toMatchObject({ kind: 'gpu-bench', isSoftware: true, gpu: expect.stringMatching(/swiftshader/i) });
      expect(record.results).toMatchObject(
        [700, 1300].map((rows) => ({ rows, isEqual: true, comparedQueries: 20, batches: [{ size: 1 }, { size: 20 }] })),
      );
      expect(performancePage([readKeptFile('gpu.json', text)])).toContain('| 1,300 | 20 |');
      const refused = runBench(environment as Record<string, string>, '--rows', '700', '--out', out);
      expect([refused.status, refused.stderr]).toEqual([1, expect.stringMatching(/is software, no GPU/)]);
    },
  );

  it('says why there is no GPU to measure', () => {
    const ran = runBench(NO_GPU_ENVIRONMENT, '--rows', '700');
    expect([ran.status, ran.stderr]).toEqual([
      1,
      expect.stringMatching(/^bench:gpu: no GPU to measure: .*(no GPU adapter was found|is not installed)/m),
    ]);
  });
});
