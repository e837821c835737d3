import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { describeCommands } from '../../../scripts/docs/check-flags.ts';
import { buildProgram } from '../../../src/cli/program.ts';
import { DRAIN_TIMEOUT_MS, KEEP_ALIVE_TIMEOUT_MS, MAX_BODY_BYTES, MAX_URL_BYTES } from '../../../src/limits.ts';
import { readContainerFile } from '../../support/container-file.ts';
import { EXAMPLES, unitLine } from '../../support/deployment.ts';
import { ROOT } from '../../support/program.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const read = (name: string): string => readFileSync(join(EXAMPLES, name), 'utf8');
const rules = read('stillweb.conf');
const container = read('Containerfile');
const compose = parse(read('compose.yaml'));
/** The number behind the name of a setting of nginx. */
const setting = (name: string): number =>
  Number(new RegExp(`^ *${name} (?:\\d+ )?(\\d+)[skm];$`, 'm').exec(rules)?.[1]);
const list = (instruction: string): string[] =>
  JSON.parse(new RegExp(`^${instruction} (\\[.*\\])$`, 'm').exec(container)?.[1] ?? '[]');

describe('the files of examples/deployment', () => {
  it('have nginx leave connections before a replica does, and take more than it takes', () => {
    expect(setting('keepalive_timeout') * 1000).toBeLessThan(KEEP_ALIVE_TIMEOUT_MS);
    expect(setting('client_max_body_size') * 1024 * 1024).toBeGreaterThan(MAX_BODY_BYTES);
    expect(setting('large_client_header_buffers') * 1024).toBeGreaterThan(2 * MAX_URL_BYTES);
  });

  it('leave a replica the time to drain before it is killed', () => {
    for (const seconds of [unitLine('TimeoutStopSec', {}), String(compose.services.first.stop_grace_period)]) {
      expect(Number.parseInt(seconds, 10) * 1000).toBeGreaterThan(DRAIN_TIMEOUT_MS + 1000);
    }
  });

  it('start replicas by a command and flags that the program has', async () => {
    const flags = describeCommands(await buildProgram()).get('serve');
    expect(list('ENTRYPOINT')).toEqual(['stillweb']);
    for (const words of [unitLine('ExecStart', {}).split(' ').slice(1), list('CMD')]) {
      expect(words[0]).toBe('serve');
      const named = words.filter((word) => word.startsWith('--'));
      expect(named.length).toBeGreaterThan(1);
      for (const flag of named) expect(flags).toContain(flag);
    }
  });

  it('put into the image what npm pack writes, and into a replica of it what its command names', () => {
    const { name, version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
    const copied = /^COPY (\S+) /m.exec(container)?.[1] ?? '';
    expect(`${name}-${version}.tgz`).toMatch(new RegExp(`^${copied.replaceAll('.', '\\.').replace('*', '.*')}$`));
    const { first, second, balancer } = compose.services;
    expect(second).toEqual(first);
    const [directory] = list('CMD').slice(1);
    expect(first.volumes).toEqual([`./wiki:${directory}:ro`]);
    expect(list('CMD')).toContain(`/run/secrets/${first.secrets[0]}`);
    expect(Object.keys(compose.secrets)).toEqual(first.secrets);
    for (const included of rules.matchAll(/^ *include (\S+);$/gm))
      expect(balancer.volumes).toContain(`./${included[1]}:/etc/nginx/${included[1]}:ro`);
  });

  it('say in the image what the program needs, and end as a user who is not root', async () => {
    const instructions = readContainerFile(container);
    expect(instructions.map(({ name }) => name)).toEqual([
      ...['FROM', 'COPY', 'RUN', 'USER', 'EXPOSE', 'ENTRYPOINT', 'CMD'],
    ]);
    const wordsOf = (name: string): string => instructions.find((each) => each.name === name)?.words ?? '';
    const { engines } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
    const least = Number(/>=(\d+)/.exec(engines.node)?.[1]);
    expect(Number(/:(\d+)-/.exec(wordsOf('FROM'))?.[1])).toBeGreaterThanOrEqual(least);
    const serve = (await buildProgram()).commands.find((command) => command.name() === 'serve');
    const port = serve?.options.find((option) => option.long === '--port')?.defaultValue;
    expect(Number(wordsOf('EXPOSE'))).toBe(port);
    expect(wordsOf('USER')).not.toBe('root');
    // What was copied for the installation is no part of the image's work.
    expect(wordsOf('RUN')).toMatch(/^npm install .*(\S+\.tgz) && rm \1$/);
  });

  const hasSystemd = spawnSync('systemd-analyze', ['--version']).status === 0;
  it.skipIf(!hasSystemd)('have a unit that systemd can read (skipped without systemd-analyze)', () => {
    const folder = temporaryFolder();
    const file = join(folder, 'stillweb@.service');
    writeFileSync(file, read('stillweb@.service').replace('/usr/local/bin/stillweb', '/bin/true'));
    mkdirSync(`${file}.d`);
    writeFileSync(join(`${file}.d`, 'token.conf'), read('token.conf'));
    const { status, stdout, stderr } = spawnSync('systemd-analyze', ['verify', file], { encoding: 'utf8' });
    expect({ status, said: stdout + stderr }).toEqual({ status: 0, said: '' });
  });
});
