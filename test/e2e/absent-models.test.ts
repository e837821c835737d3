import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { ROOT } from '../support/program.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

it('names the package to install where models and tokenizers are asked for without it', () => {
  const folder = temporaryFolder();
  cpSync(join(ROOT, 'dist/src'), join(folder, 'src'), { recursive: true });
  const { dependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { dependencies: object };
  for (const name of Object.keys(dependencies)) {
    const place = join(folder, 'node_modules', name);
    mkdirSync(dirname(place), { recursive: true });
    symlinkSync(join(ROOT, 'node_modules', name), place);
  }
  writeFileSync(join(folder, 'package.json'), '{"type": "module"}');
  const program = `
    import { loadRuntime, loadTokenizers } from './src/encoder/onnx/onnx-packages.js';
    const loads = [() => loadRuntime('onnxruntime-web'), () => loadRuntime('onnxruntime-node'), () => loadTokenizers(),
      () => loadTokenizers('a tokenizer.json needs')];
    for (const load of loads) try { load(); } catch ({ code, message }) { console.log(code, message); }
  `;
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', program], {
    cwd: folder,
    encoding: 'utf8',
  });
  expect(stderr).toBe('');
  const name = '@huggingface/transformers';
  const install = `run npm install ${name}@4.3.2`;
  const told = (need: string, part: string) =>
    `ENCODER_MISSING ${need} the package ${name}, of which ${part} cannot be loaded (Cannot find module '${name}'): ${install}`;
  expect(stdout.trimEnd().split('\n')).toEqual([
    told('models in ONNX need', 'onnxruntime-web'),
    told('models in ONNX need', 'onnxruntime-node'),
    told('models in ONNX need', '@huggingface/tokenizers'),
    told('a tokenizer.json needs', '@huggingface/tokenizers'),
  ]);
});
