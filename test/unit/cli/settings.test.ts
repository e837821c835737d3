import { describe, expect, it } from 'vitest';
import { buildProgram } from '../../../src/cli/program.ts';
import { refuseUnknown } from '../../../src/cli/settings.ts';

describe('the names in stillweb.config.json', () => {
  const { commands } = buildProgram();

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

  it('of one command are no names of another', () => {
    expect(() => refuseUnknown({ inspect: { port: 8080 } }, commands)).toThrow('no setting inspect.port');
  });
});
