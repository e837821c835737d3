import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CONFIG_FILE } from '../../../src/cli/config-file.ts';
import { buildProgram } from '../../../src/cli/program.ts';
import { applySettings } from '../../../src/cli/settings.ts';
import { MAX_CONFIG_BYTES } from '../../../src/limits.ts';
import { changeFileSystem } from '../../../src/store/file-system.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const HOME = process.cwd();
const program = await buildProgram();
let folder: string;

beforeEach(() => {
  folder = temporaryFolder();
  process.chdir(folder);
});
afterEach(() => process.chdir(HOME));

/** What a command is run with when a file in the working folder says so; `named`: when it is named with --config. */
async function settle(name: string, content: unknown, named?: string): Promise<Record<string, unknown>> {
  writeFileSync(
    named ?? CONFIG_FILE,
    typeof content === 'string' || Buffer.isBuffer(content) ? content : JSON.stringify(content),
  );
  const command = (await buildProgram()).commands.find((each) => each.name() === name)!;
  applySettings(command, named);
  return command.opts();
}

function refusal(facts: object) {
  return expect.objectContaining({ code: 'SETTING_INVALID', facts: expect.objectContaining(facts) });
}

describe('a file of settings that lies in the working folder', () => {
  it('sets what stays in the folder and on this machine', async () => {
    mkdirSync('data');
    const content = {
      serve: { port: 1234, host: '127.0.0.1', workers: '2' },
      index: { out: 'data/new/ix', name: '1.10' },
    };
    expect(await settle('serve', content)).toMatchObject({ port: 1234, host: '127.0.0.1', workers: 2 });
    expect(await settle('index', content)).toMatchObject({ out: 'data/new/ix', name: '1.10' });
    expect(await settle('index', `\ufeff{"encoder":"static"}`)).toMatchObject({ encoder: 'static' });
  });

  it.each([
    ['serve', 'host', '0.0.0.0'],
    ['serve', 'host', '::'],
    ['serve', 'host', 'machine.example'],
    ['serve', 'tokenFile', 'token'],
    ['serve', 'allowHost', 'evil.example'],
    ['serve', 'allowOrigin', ['https://evil.example']],
    ['serve', 'import', 'a.mjs'],
    ['index', 'out', '../elsewhere'],
    ['index', 'out', '/tmp/elsewhere'],
    ['index', 'out', 'link/../../elsewhere'],
    ['index', 'out', 'link/ix'],
    ['index', 'out', 'dangling'],
    ['index', 'out', 'dangling/new/ix'],
    ['eval', 'run', 'dangling'],
    ['index', 'encoder', 'kind:dangling'],
    ['serve', 'reranker', ['cross-encoder:/etc/model']],
    ['search', 'reranker', 'best=cross-encoder:../model?depth=3'],
    ['index', 'encoder', 'kind:/etc/model'],
    ['index', 'encoder', 'kind:https://evil.example/model'],
    ['eval', 'topics', '../topics.tsv'],
    ['eval', 'qrels', 'link'],
    ['eval', 'run', '/tmp/run'],
    ['eval', 'against', '../other'],
    ['eval', 'againstRun', '/tmp/run'],
    ['bench', 'build', ['corpus', '../corpus']],
    ['bench', 'saveWorkload', '../w.json'],
    ['run', 'allow', ['evil.example']],
    ['run', 'server', 'http://evil.example'],
    ['run', 'index', ['../ix']],
    ['run', 'index', ['wiki=../ix']],
    ['run', 'misses', '../m.jsonl'],
  ])('never sets for %s %s to %j, which --config may', async (command, setting, value) => {
    symlinkSync(temporaryFolder(), 'link');
    symlinkSync('../nothing', 'dangling');
    writeFileSync('a.mjs', '');
    for (const content of [{ [setting]: value }, { [command]: { [setting]: value } }]) {
      await expect(settle(command, content)).rejects.toThrow(
        refusal({ setting, source: CONFIG_FILE, mend: expect.stringContaining(`--config ${CONFIG_FILE}`) }),
      );
      expect((await settle(command, content, 'mine.json'))[setting]).toBeDefined();
    }
  });

  it('is not a link, a folder, no JSON, no UTF-8, a list, or without end', async () => {
    writeFileSync('real.json', '{}');
    symlinkSync('real.json', CONFIG_FILE);
    expect(() => applySettings(program.commands[0])).toThrow(refusal({ file: CONFIG_FILE }));
    process.chdir(temporaryFolder());
    await expect(settle('index', '{"port": }')).rejects.toThrow('is not JSON');
    await expect(settle('index', Buffer.from('{"name": "caf\xe9"}', 'latin1'))).rejects.toThrow('is not UTF-8');
    await expect(settle('index', [])).rejects.toThrow('is not a JSON object');
    await expect(settle('index', ' '.repeat(MAX_CONFIG_BYTES + 1))).rejects.toThrow(`over ${MAX_CONFIG_BYTES}`);
    process.chdir(temporaryFolder());
    mkdirSync(CONFIG_FILE);
    expect(() => applySettings(program.commands[0])).toThrow('is no file');
  });
});

describe('a file that is named', () => {
  it('must be there', () => {
    const [command] = program.commands;
    expect(() => applySettings(command, 'absent.json')).toThrow(refusal({ file: 'absent.json' }));
  });

  it('stands in the place of the one that is found', async () => {
    writeFileSync(CONFIG_FILE, '{"port": 1}');
    expect(await settle('serve', { workers: 3 }, 'mine.json')).toMatchObject({ port: 7080, workers: 3 });
  });

  it('gives lists to options that may be repeated', async () => {
    const origins = ['https://a.example', 'https://b.example'];
    expect(await settle('serve', { allowOrigin: origins, allowHost: 'a' }, 'mine.json')).toMatchObject({
      allowOrigin: origins,
      allowHost: ['a'],
    });
  });
});

describe('a value in a file of settings', () => {
  it.each([
    ['serve', '{"port": 1e400}'],
    ['serve', '{"port": 80.5}'],
    ['serve', '{"port": null}'],
    ['serve', '{"port": [80]}'],
    ['serve', '{"port": true}'],
    ['serve', '{"watch": "no"}'],
    ['serve', '{"device": 1}'],
    ['index', '{"name": 1.10}'],
    ['index', '{"idField": null}'],
    ['index', '{"threads": 12345678901234567890}'],
  ])('of another kind is refused for %s: %s', async (command, content) => {
    const [setting] = Object.keys(JSON.parse(content));
    const source = `${CONFIG_FILE}, ${setting}`;
    await expect(settle(command, content)).rejects.toThrow(refusal({ source }));
  });

  it.each([
    ['{"json": true}', 'json'],
    ['{"index": {"jsno": true}}', 'index.jsno'],
    ['{"index": {"config": "x"}}', 'index.config'],
    ['{"__proto__": {"port": 1}}', '__proto__'],
    ['{"index": {"constructor": 1}}', 'index.constructor'],
    ['{"serve": 5}', 'serve'],
    ['{"serve": [{"port": 1}]}', 'serve'],
  ])('of no setting is refused: %s', async (content, setting) => {
    await expect(settle('index', content)).rejects.toThrow(refusal({ setting }));
  });
});

describe('a file of settings on a bad disk', () => {
  async function settleWith(code: string, times: number): Promise<Record<string, unknown>> {
    let failures = 0;
    const restore = changeFileSystem(({ readFileSync }) => ({
      readFileSync: ((...given: Parameters<typeof readFileSync>) => {
        if (failures++ < times) throw Object.assign(new Error(`${code}: read`), { code, syscall: 'read' });
        return readFileSync(...given);
      }) as typeof readFileSync,
    }));
    try {
      return await settle('serve', { port: 1234 });
    } finally {
      restore();
    }
  }

  it('is read again when a signal interrupts', async () => {
    expect(await settleWith('EINTR', 3)).toMatchObject({ port: 1234 });
  });

  it('is not told as being no JSON', async () => {
    await expect(settleWith('EIO', 1)).rejects.toThrow('cannot be read (EIO)');
  });
});
