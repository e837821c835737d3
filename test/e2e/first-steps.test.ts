import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ensureSample } from '../../src/cli/sample.ts';
import { readManifest } from '../../src/store/open.ts';
import { ROOT, runProgram } from '../support/program.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

describe('stillweb alone', () => {
  it('says what to do next, on standard error, and is a usage error', () => {
    const { code, out, err } = runProgram([]);
    expect([code, out]).toEqual([2, '']);
    for (const step of [
      'serve --sample',
      'index FOLDER --out data/mine',
      'search data/mine',
      'mcp data/mine',
      '--help',
    ]) {
      expect(err).toContain(`stillweb ${step}`);
    }
    expect(err.split('\n').length).toBeLessThan(12);
  });
});

describe('the sample', () => {
  it('is built once, with the id that its recipe expects', async () => {
    const directory = join(temporaryFolder(), 'data', 'handbook');
    await ensureSample(directory);
    const { current, manifest } = readManifest(directory);
    const recipe = JSON.parse(readFileSync(join(ROOT, 'corpus', 'handbook.json'), 'utf8'));
    expect(manifest.id).toBe(recipe.expected.index);
    await ensureSample(directory);
    expect(readManifest(directory).current).toEqual(current);
  });

  it('is served only where it is asked for', () => {
    const { code, err } = runProgram(['serve'], { cwd: temporaryFolder() });
    expect([code, err]).toEqual([2, expect.stringContaining("missing required argument 'dir'")]);
  });
});

it('the scripts of completion are printed by a command', () => {
  const { code, out } = runProgram(['completion', 'bash']);
  expect([code, out]).toEqual([
    0,
    expect.stringMatching(/^# Completion of stillweb for bash[\s\S]*\ncomplete -F _stillweb stillweb\n$/),
  ]);
  expect(runProgram(['completion', 'tcsh']).code).toBe(2);
});
