import { spawnSync } from 'node:child_process';
import { cpSync } from 'node:fs';
import { expect, it } from 'vitest';
import { readManifest } from '../../../src/store/open.ts';
import { identifyFolder } from '../../../src/store/tree-identifier.ts';
import { buildGeneratedIndex, makeCollection } from '../../support/generated-index.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const hasGit = spawnSync('git', ['--version']).status === 0;

it.skipIf(!hasGit)('a generation is identified by what git calls its folder', async () => {
  const { folder, manifest } = readManifest(await buildGeneratedIndex('stillweb', makeCollection(5), 'none'));
  const copy = temporaryFolder();
  cpSync(folder, copy, { recursive: true });
  const git = (...words: string[]) => spawnSync('git', ['-C', copy, ...words], { encoding: 'utf8' }).stdout.trim();
  git('init', '-q');
  git('-c', 'core.autocrlf=false', 'add', '.');
  expect(identifyFolder(folder, manifest)).toBe(`swh:1:dir:${git('write-tree')}`);
});
