import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { buildProgram } from '../../../src/cli/program.ts';
import { ROOT } from '../../support/program.ts';

const read = (name: string) => readFileSync(join(ROOT, 'examples', 'deployment', name), 'utf8');

/** What a server would be started with. @throws where the line is not one that the program takes */
async function readServe(words: readonly string[]): Promise<Record<string, unknown>> {
  const program = await buildProgram(words);
  let options: Record<string, unknown> = {};
  program.commands[0].action((_, flags) => {
    options = flags;
  });
  await program.parseAsync([...words], { from: 'user' });
  return options;
}

it('the unit of systemd starts a server as the program takes it, and waits as long as it drains', async () => {
  const unit = read('stillweb.service');
  const [, line] = /^ExecStart=\/usr\/bin\/env stillweb (.+)$/m.exec(unit)!;
  expect(await readServe(line.split(' '))).toMatchObject({ port: 7080, host: '127.0.0.1' });
  expect(Number(/^TimeoutStopSec=(\d+)$/m.exec(unit)?.[1])).toBeGreaterThan(10);
});

it('the container starts a server as the program takes it, with a token where it listens to all', async () => {
  const file = read('Containerfile');
  const [, entry] = /^ENTRYPOINT (.+)$/m.exec(file)!;
  const [, words] = /^CMD (\[.+\])$/m.exec(file)!;
  expect(JSON.parse(entry)).toEqual(['stillweb']);
  expect(await readServe(JSON.parse(words))).toMatchObject({ host: '0.0.0.0', tokenFile: '/data/token' });
});
