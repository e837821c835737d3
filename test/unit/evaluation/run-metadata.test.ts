import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { readRun, writeRun } from '../../../src/evaluation/run-file.ts';
import { type Metadata, metadataLines } from '../../../src/evaluation/run-metadata.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const METADATA: Metadata = {
  platform: { software: { libraries: { node: 'v20', stillweb: '0.1.0' } } },
  method: {
    automatic: true,
    retrieval: [
      { name: 'bm25', k1: 0.9, b: undefined },
      { name: 'line\nbreak # "quoted" \u2028 : yes', params: { depth: 3 } },
    ],
    tags: ['yes', '1.0', '- x'],
  },
};

describe('the head of a run', () => {
  const lines = [...metadataLines('tag', METADATA)];

  it('is made of comments between two marks', () => {
    expect(lines[0]).toBe('# ir_metadata.start\n');
    expect(lines.at(-1)).toBe('# ir_metadata.end\n');
    for (const line of lines) expect(line).toMatch(/^# [^\n\r]+\n$/);
  });

  it('is YAML of what was given, whatever the texts hold, behind version and tag', () => {
    const read = parse(
      lines
        .slice(1, -1)
        .map((line) => line.slice(2))
        .join(''),
    );
    expect(read).toEqual({
      'schema-version': 0.1,
      'run-version': 1,
      tag: 'tag',
      ...JSON.parse(JSON.stringify(METADATA)),
    });
  });

  it('is passed over when the run is read', async () => {
    const path = join(temporaryFolder(), 'run');
    const run = new Map([['1', [{ id: 'a', score: 2 }]]]);
    await writeRun(path, run, 'tag', METADATA);
    expect(await readRun(path)).toEqual({ run, tag: 'tag' });
  });
});
