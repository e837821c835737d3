import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { networkInterfaces } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasPython, PYTHON, runHeld, startHeld } from '../support/held-command.ts';
import { type RunningServer, startServer } from '../support/http-server.ts';
import { isBuilt } from '../support/program.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const NODE = process.execPath;
const script = (source: string): string[] => [NODE, '-e', source];

let shore: RunningServer;
let flags: string[];
beforeAll(async () => {
  shore = await startServer();
  flags = ['--server', shore.url];
});
afterAll(async () => {
  await shore?.[Symbol.asyncDispose]();
});

describe.skipIf(!isBuilt)('the command of stillweb run', () => {
  it('has the standard streams, its exit code is that of the whole, and nothing is left', async () => {
    const echo = script(`process.stdin.pipe(process.stdout); console.error('told'); process.exitCode = 7;`);
    const outcome = await runHeld(flags, echo, { input: 'given\n' });
    expect(outcome).toMatchObject({ code: 7, out: 'given\n', left: [] });
    expect(outcome.err.split('\n')).toEqual([
      'stillweb run: the web is shore; let through: no host',
      'told',
      'stillweb run: 0 requests to search APIs, 0 pages, 0 misses',
      '',
    ]);
  });

  it('gets its own flags, behind -- and without it', async () => {
    const show = [...script('console.log(process.argv.slice(1).join())'), '--', '--json', '--misses'];
    expect((await runHeld(flags, show)).out).toBe('--json,--misses\n');
  });

  it('is told of signals, and those that end it are its exit code', async () => {
    const patient = script(
      `process.on('SIGTERM', () => process.exit(9)); setInterval(() => {}, 1000); console.log('up');`,
    );
    const { child, ended } = startHeld(flags, patient);
    await once(child.stdout!, 'data');
    child.kill('SIGTERM');
    expect(await ended).toMatchObject({ code: 9, left: [] });
    const dying = startHeld(flags, script(`setInterval(() => {}, 1000); console.log('up');`));
    await once(dying.child.stdout!, 'data');
    dying.child.kill('SIGHUP');
    expect(await dying.ended).toMatchObject({ code: 129, left: [] });
  });

  it('that cannot be run is refused, and leaves nothing', async () => {
    const outcome = await runHeld(flags, ['stillweb-has-no-such-program']);
    expect(outcome).toMatchObject({ code: 2, out: '', left: [] });
    expect(outcome.err).toContain(
      'COMMAND_NOT_RUN: "stillweb-has-no-such-program" cannot be run: there is no such program',
    );
    const folder = await runHeld([...flags, '--json'], [temporaryFolder()]);
    expect(JSON.parse(folder.err.split('\n')[1]).error).toMatchObject({
      code: 'COMMAND_NOT_RUN',
      facts: { errno: 'EACCES' },
    });
  });

  it('is answered by an index or by a server, by one of them', async () => {
    for (const both of [[], [...flags, '--index', 'ix']]) {
      const { code, err } = await runHeld(both, script('0'));
      expect([code, err]).toEqual([
        2,
        expect.stringContaining('SETTING_INVALID: run takes either --index or --server'),
      ]);
    }
    const gone = await runHeld(['--server', 'http://127.0.0.1:9'], script('0'));
    expect([gone.code, gone.err]).toEqual([1, expect.stringContaining('SANDBOX_UNREACHABLE')]);
  });
});

describe.skipIf(!isBuilt)('what a command misses', () => {
  it('is in a file, a line each, and counted at the end', async () => {
    const file = join(temporaryFolder(), 'misses.jsonl');
    const missing = script(`
      await0();
      async function await0() {
        await fetch('https://shore.example/limpet');
        await fetch('https://shore.example/none?x=1');
        await fetch('http://telemetry.example/events', { method: 'POST', body: '{}' });
        await fetch('https://shore.example:8443/limpet').catch(({ cause }) => console.log(cause.code));
        require('node:dgram').createSocket('udp4').send('x', 53, 'ns.example', (error) => {
          console.log(error.code);
          process.exit();
        });
      }`);
    const outcome = await runHeld([...flags, '--json', '--misses', file], missing);
    expect(outcome).toMatchObject({ code: 0, out: 'ECONNREFUSED\nENETUNREACH\n' });
    expect(JSON.parse(outcome.err.split('\n')[1])).toEqual({ searches: 0, pages: 1, misses: 4, exitCode: 0 });
    expect(readFileSync(file, 'utf8').split('\n')).toEqual([
      '{"method":"GET","url":"https://shore.example/none?x=1","reason":"not in the collection"}',
      '{"method":"POST","url":"http://telemetry.example/events","reason":"not a page"}',
      '{"url":"tcp://shore.example:8443","reason":"refused"}',
      '{"url":"udp://ns.example:53","reason":"refused"}',
      '',
    ]);
  });

  it('gets 502 with --policy refuse', async () => {
    const asking = script(`fetch('https://shore.example/none').then(({ status }) => console.log(status))`);
    const { out, err } = await runHeld([...flags, '--policy', 'refuse'], asking);
    expect(out).toBe('502\n');
    expect(err).toContain('run: 0 requests to search APIs, 0 pages, 1 miss (--misses FILE lists each)\n');
  });
});

/** An address of this machine that is not loopback: another machine as far as a command is concerned. */
const outside = Object.values(networkInterfaces())
  .flat()
  .find((each) => each?.family === 'IPv4' && !each.internal)?.address;

describe.skipIf(!isBuilt)('hosts that are not intercepted', () => {
  let model: Server;
  let port: number;
  beforeAll(async () => {
    model = createServer((request, response) => response.end(`the model, asked for ${request.url}`));
    model.listen(0, '0.0.0.0');
    await once(model, 'listening');
    port = (model.address() as AddressInfo).port;
  });
  afterAll(() => model?.close());

  const ask = (url: string) =>
    script(`fetch('${url}').then((a) => a.text()).then(console.log, ({ cause }) => console.log(cause.code))`);

  it('are those of this machine', async () => {
    for (const host of ['127.0.0.1', 'localhost']) {
      expect((await runHeld(flags, ask(`http://${host}:${port}/v1`))).out).toBe('the model, asked for /v1\n');
    }
  });

  it.skipIf(outside === undefined)(
    'are those of --allow, at the port that it names, for shims and for proxies',
    async () => {
      const url = `http://${outside}:${port}/v1`;
      expect((await runHeld(flags, ask(url))).out).toBe('ECONNREFUSED\n');
      expect((await runHeld([...flags, '--allow', `${outside}:1`], ask(url))).out).toBe('ECONNREFUSED\n');
      const allowed = await runHeld([...flags, '--allow', `${outside}:${port}`], ask(url));
      expect(allowed.out).toBe('the model, asked for /v1\n');
      expect(allowed.err).toContain(`let through: ${outside}:${port}`);
      const byProxy = script(`
      const { request } = require('node:http');
      const { port } = new URL(process.env.http_proxy);
      request({ port, path: '${url}', headers: { host: '${outside}:${port}' } }, (answer) => answer.pipe(process.stdout)).end();`);
      expect((await runHeld([...flags, '--allow', outside as string], byProxy)).out).toBe('the model, asked for /v1');
      expect((await runHeld(flags, byProxy)).out).toBe('There is no such page.\n');
    },
  );

  it.skipIf(outside === undefined || !hasPython)('are the same in Python', async () => {
    const asking = [
      PYTHON,
      '-c',
      `import http.client
try:
    c = http.client.HTTPConnection('${outside}', ${port}); c.request('GET', '/py'); print(c.getresponse().read().decode())
except OSError as error:
    print(error.errno)`,
    ];
    expect((await runHeld(flags, asking)).out).toBe('111\n');
    expect((await runHeld([...flags, '--allow', outside as string], asking)).out).toBe('the model, asked for /py\n');
  });
});

describe.skipIf(!isBuilt)('the folder of a command', () => {
  it('goes with the next command where its own was killed, and stays while its own runs', async () => {
    const TMPDIR = join(temporaryFolder(), 'tmp');
    // The greatest number that Linux gives a process by default is far below.
    const dead = join(TMPDIR, 'stillweb-run-2147483647-abc');
    const living = join(TMPDIR, `stillweb-run-${process.pid}-abc`);
    for (const folder of [dead, living]) mkdirSync(folder, { recursive: true });
    await runHeld(flags, script(''), { environment: { TMPDIR } });
    expect(readdirSync(TMPDIR)).toEqual([basename(living)]);
  });
});

describe.skipIf(!isBuilt)('programs that a command starts', () => {
  const show = `import('node:dns/promises').then((dns) => dns.lookup('a.example')).then(({ address }) => console.log(address))`;

  it('are held although they are given an environment of their own, as servers of MCP are', async () => {
    const starting = script(`
      const { execFileSync, spawn } = require('node:child_process');
      const env = { PATH: process.env.PATH, NODE_OPTIONS: '--no-warnings', PYTHONPATH: '/nothing' };
      const command = [process.execPath, ['-e', ${JSON.stringify(show)}]];
      process.stdout.write(execFileSync(...command, { env }));
      spawn(...command, { env, stdio: 'inherit' });`);
    expect((await runHeld(flags, starting)).out).toBe('192.88.99.1\n192.88.99.1\n');
  });

  it('are held as threads with an empty environment', async () => {
    const starting = script(`
      const { Worker } = require('node:worker_threads');
      const source = ${JSON.stringify(show)};
      new Worker(source, { eval: true, env: {} });`);
    expect((await runHeld(flags, starting)).out).toBe('192.88.99.1\n');
  });

  it.skipIf(!hasPython)('are held when Python starts them', async () => {
    const starting = [
      PYTHON,
      '-c',
      `import os, subprocess, sys
env = {'PATH': os.environ['PATH']}
show = 'import socket; print(socket.gethostbyname("a.example"), flush=True)'
subprocess.run([sys.executable, '-c', show], env=env)
subprocess.run([sys.executable, '-c', show], env=dict(env, PYTHONPATH='/nothing'))
subprocess.run([${JSON.stringify(NODE)}, '-e', ${JSON.stringify(show)}], env=env)
os.execve(sys.executable, [sys.executable, '-c', show], env)`,
    ];
    expect((await runHeld(flags, starting)).out).toBe('192.88.99.1\n'.repeat(4));
  });
});

describe.skipIf(!isBuilt || !hasPython)('Python under stillweb run', () => {
  const python = (source: string): string[] => [PYTHON, '-c', source];

  it('loads the sitecustomize that was there, too', async () => {
    const folder = join(temporaryFolder(), 'site');
    mkdirSync(folder);
    writeFileSync(join(folder, 'sitecustomize.py'), 'import builtins\nbuiltins.mark = __name__ + " of the user"\n');
    const outcome = await runHeld(flags, python('import socket; print(mark, socket.gethostbyname("a.example"))'), {
      environment: { PYTHONPATH: folder },
    });
    expect(outcome.out).toBe('sitecustomize of the user 192.88.99.1\n');
  });

  it('resolves no name, and sends nothing past the interceptor', async () => {
    const outcome = await runHeld(
      flags,
      python(`import socket
def tell(work):
    try:
        print(work())
    except OSError as error:
        print(type(error).__name__, error.errno)
tell(lambda: socket.getaddrinfo('a.example', 443, type=socket.SOCK_STREAM)[0][4])
tell(lambda: socket.gethostbyname_ex('a.example'))
tell(lambda: socket.gethostbyname('localhost'))
tell(lambda: socket.gethostbyname(socket.gethostname()))
tell(lambda: socket.gethostbyaddr('192.0.2.1'))
tell(lambda: socket.getaddrinfo('a.example', None, flags=socket.AI_NUMERICHOST))
tell(lambda: socket.create_connection(('a.example', 25)))
udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
tell(lambda: udp.sendto(b'x', ('192.0.2.1', 53)))
tell(lambda: udp.connect(('192.0.2.1', 53)))
tell(lambda: socket.socket().connect_ex(('192.0.2.1', 25)))
tell(lambda: socket.create_connection(('192.0.2.1', 80)).getpeername()[0])`),
    );
    expect(outcome.out.split('\n')).toEqual([
      "('192.88.99.1', 443)",
      "('a.example', [], ['192.88.99.1'])",
      '127.0.0.1',
      '127.0.0.1',
      'herror 1',
      expect.stringMatching(/^gaierror -?\d+$/),
      'ConnectionRefusedError 111',
      'OSError 101',
      'OSError 101',
      '111',
      '127.0.0.1',
      '',
    ]);
  });

  it('has the loop of asyncio for uvloop, and no aiodns', async () => {
    const outcome = await runHeld(
      flags,
      python(`import asyncio, uvloop
uvloop.install()
async def main():
    return type(asyncio.get_running_loop()).__module__
print(uvloop.run(main()))
try:
    import aiodns
except ImportError:
    print('no aiodns')`),
    );
    expect(outcome.out).toBe('asyncio.unix_events\nno aiodns\n');
  });
});
