import { afterEach, describe, expect, it, vi } from 'vitest';
import { buildProgram } from '../../../src/cli/program.ts';
import { applySettings, refuseUnknown, refuseUnknownVariables } from '../../../src/cli/settings.ts';

const { commands } = await buildProgram();

describe('the names in stillweb.config.json', () => {
  it('are options, for all commands or for one', () => {
    expect(() => refuseUnknown({ port: 8080, k: 5, serve: { port: 1 }, index: {} }, commands)).not.toThrow();
  });

  it('that no command has are refused, with the name that was most likely meant', () => {
    expect(() => refuseUnknown({ prot: 8080 }, commands)).toThrow(
      expect.objectContaining({
        code: 'SETTING_INVALID',
        message: 'stillweb.config.json: there is no setting prot (did you mean port?)',
        facts: { setting: 'prot', source: 'stillweb.config.json', didYouMean: 'port' },
      }),
    );
    expect(() => refuseUnknown({ serve: { worker: 4 } }, commands)).toThrow(
      expect.objectContaining({
        message: 'stillweb.config.json: there is no setting serve.worker (did you mean serve.workers?)',
        facts: { setting: 'serve.worker', source: 'stillweb.config.json', didYouMean: 'serve.workers' },
      }),
    );
  });

  it.each([
    [{ 'no-fuzzy': true }, 'no-fuzzy', 'fuzzy', ', true or false'],
    [{ search: { noCollapse: true } }, 'search.noCollapse', 'search.collapse', ', true or false'],
    [{ 'dense-share': 3 }, 'dense-share', 'denseShare', ''],
  ])(
    'that are written as the flag is are refused with the name that is meant: %j',
    (file, name, didYouMean, values) => {
      expect(() => refuseUnknown(file, commands)).toThrow(
        expect.objectContaining({
          message: `stillweb.config.json: there is no setting ${name} (did you mean ${didYouMean}${values}?)`,
          facts: { setting: name, source: 'stillweb.config.json', didYouMean },
        }),
      );
    },
  );

  it('that are a command and an option of another are the section of the command where they are an object', () => {
    expect(() => refuseUnknown({ run: { policy: 'refuse' }, eval: { run: 'a.run' } }, commands)).not.toThrow();
    expect(() => refuseUnknown({ run: 'a.run' }, commands)).not.toThrow();
    expect(() => refuseUnknown({ run: { k: 5 } }, commands)).toThrow('no setting run.k');
    expect(() => refuseUnknown({ serve: 'x' }, commands)).toThrow('serve is a command');
  });

  it('of one command are no names of another', () => {
    expect(() => refuseUnknown({ inspect: { port: 8080 } }, commands)).toThrow('no setting inspect.port');
  });
});

describe('a switch that is on by default', () => {
  it.each([
    ['false', false],
    ['0', false],
    ['true', true],
  ])('is set by its own name: %s', async (written, expected) => {
    const search = (await buildProgram()).commands.find((command) => command.name() === 'search');
    vi.stubEnv('STILLWEB_FUZZY', written);
    applySettings(search!, undefined);
    expect(search?.opts().fuzzy).toBe(expected);
    vi.unstubAllEnvs();
  });
});

describe('the names in the environment', () => {
  it('are options of any command; others are not looked at', () => {
    const environment = { STILLWEB_PORT: '1', STILLWEB_DATE_FIELD: 'd', STILLWEB: '1', stillweb_prt: '1', PATH: '' };
    expect(() => refuseUnknownVariables(environment, commands)).not.toThrow();
  });

  it.each([
    ['STILLWEB_PRT', 'STILLWEB_PORT'],
    ['STILLWEB_DATEFIELD', 'STILLWEB_DATE_FIELD'],
    ['STILLWEB_WORKER', 'STILLWEB_WORKERS'],
  ])('that no command has are refused, with the name that was most likely meant: %s', (name, didYouMean) => {
    expect(() => refuseUnknownVariables({ [name]: '1' }, commands)).toThrow(
      expect.objectContaining({
        code: 'SETTING_INVALID',
        message: `the environment: there is no setting ${name} (did you mean ${didYouMean}?)`,
        facts: { setting: name, source: 'environment', didYouMean },
      }),
    );
  });

  it('that are written as a flag that turns off are refused with the name that is meant', () => {
    expect(() => refuseUnknownVariables({ STILLWEB_NO_FUZZY: '1' }, commands)).toThrow(
      'the environment: there is no setting STILLWEB_NO_FUZZY (did you mean STILLWEB_FUZZY, true or false?)',
    );
  });

  it.each(['STILLWEB_', 'STILLWEB_CONFIG', 'STILLWEB_SERVE_PORT', 'STILLWEB_JSON', 'STILLWEB_port'])(
    'are refused when they are no setting: %s',
    (name) => {
      expect(() => refuseUnknownVariables({ [name]: '' }, commands)).toThrow(`there is no setting ${name}`);
    },
  );
});

describe('a command line that names its command', () => {
  afterEach(() => vi.unstubAllEnvs());

  async function search(): Promise<unknown> {
    const words = ['search', 'ix', 'q'];
    const program = await buildProgram(words);
    expect(program.commands.map((command) => command.name())).toEqual(['search']);
    let k: unknown;
    program.commands[0].action((_directory, _query, flags) => {
      k = flags.k;
    });
    await program.parseAsync(words, { from: 'user' });
    return k;
  }

  it('takes from the environment what is its own, beside what only other commands know', async () => {
    vi.stubEnv('STILLWEB_PORT', '1');
    vi.stubEnv('STILLWEB_K', '3');
    expect(await search()).toBe(3);
  });

  it('refuses what no command knows', async () => {
    vi.stubEnv('STILLWEB_PRT', '1');
    await expect(search()).rejects.toThrow('did you mean STILLWEB_PORT?');
  });
});

describe('the settings that inspect prints', () => {
  it('have the names that a file takes: each of them may stand there', async () => {
    const lines: string[] = [];
    const write = vi.spyOn(process.stdout, 'write').mockImplementation((line) => lines.push(String(line)) > 0);
    const words = ['inspect', '--settings', '--json'];
    await (await buildProgram(words)).parseAsync(words, { from: 'user' });
    write.mockRestore();
    const rows: { command: string; setting: string; value: unknown }[] = JSON.parse(lines.join(''));
    for (const { command, setting } of rows) {
      expect(() => refuseUnknown({ [command]: { [setting]: null } }, commands)).not.toThrow();
    }
    const switches = ['collapse', 'fuzzy', 'requestWords'].map((setting) => ['search', setting, true]);
    const printed = rows.map(({ command, setting, value }) => [command, setting, value]);
    expect(printed).toEqual(expect.arrayContaining([...switches, ['serve', 'watch', true], ['bench', 'http', true]]));
    expect(printed.filter(([, setting]) => /-/.test(String(setting)))).toEqual([]);
  });
});

describe('an option that must be given', () => {
  it.each([
    ['index', 'out', ['index', 'in']],
    ['eval', 'qrels', ['eval', 'ix']],
  ])('of %s may come from the environment: %s', async (name, option, line) => {
    const program = await buildProgram(line);
    const command = program.commands.find((each) => each.name() === name)!;
    command.configureOutput({ writeErr: () => {} });
    let given: unknown;
    command.action(() => {
      given = command.getOptionValue(option);
    });
    for (const each of ['OUT', 'TOPICS', 'QRELS']) vi.stubEnv(`STILLWEB_${each}`, 'there');
    await program.parseAsync(line, { from: 'user' });
    expect(given).toBe('there');
    vi.unstubAllEnvs();
    await expect((await buildProgram(line)).parseAsync(line, { from: 'user' })).rejects.toThrow(
      `required option '--${option} <`,
    );
  });
});
