import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type ServerProcess, startProcessWith } from '../support/http-process.ts';
import { ARTICLES, HANDBOOK, PROGRAM, runProgram } from '../support/program.ts';
import { NO_GPU_ENVIRONMENT, softwareGpuEnvironment } from '../support/software-gpu.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const QUERIES = readFileSync(join(HANDBOOK, 'queries.jsonl'), 'utf8')
  .trim()
  .split('\n')
  .slice(0, 40)
  .map((line) => JSON.parse(line).text as string);

let index: string;
beforeAll(() => {
  index = join(temporaryFolder(), 'handbook');
  expect(runProgram(['index', ARTICLES, '--out', index, '--passages', 'words:60', '--quiet']).code).toBe(0);
});

const running: ServerProcess[] = [];
afterEach(async () => {
  for (const { child, exited } of running.splice(0)) {
    child.kill('SIGTERM');
    await exited;
  }
});

async function serve(device: string, environment: Record<string, string>): Promise<ServerProcess> {
  const arguments_ = ['serve', index, '--port', '0', '--json', '--log', 'off', '--workers', '2', '--device', device];
  // Software takes its time.
  arguments_.push('--deadline', '60000');
  const server = await startProcessWith(environment, PROGRAM, ...arguments_);
  running.push(server);
  return server;
}

async function search(server: ServerProcess, request: object): Promise<string> {
  const response = await fetch(`${server.url}/v1/search`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(request),
  });
  const body = await response.text();
  expect([response.status, body]).toEqual([200, expect.any(String)]);
  return body;
}

const environment = softwareGpuEnvironment();

// promise: kernel/gpu-is-cpu
describe.skipIf(environment === null)(
  environment === null ? 'a served GPU: skipped, no SwiftShader is installed' : 'a served GPU (SwiftShader)',
  () => {
    it('gives the bytes of the CPU, alone and in batches, in every mode and unit, with filters and paging', async () => {
      const gpu = await serve('gpu', environment as Record<string, string>);
      const cpu = await serve('cpu', {});
      const requests: object[] = [
        ...QUERIES.slice(0, 8).flatMap((query) => ['dense', 'hybrid'].map((mode) => ({ query, mode, k: 20 }))),
        { queries: QUERIES, mode: 'dense', k: 10 },
        { queries: QUERIES.slice(0, 10), mode: 'hybrid', k: 150, unit: 'passage' },
        { query: QUERIES[1], mode: 'dense', k: 100, offset: 5000 },
        { query: `${QUERIES[2]} -index`, mode: 'dense', k: 50 },
        { query: '', mode: 'dense' },
      ];
      const answers = await Promise.all(requests.map((request) => search(gpu, request)));
      for (const [i, request] of requests.entries()) expect(answers[i]).toBe(await search(cpu, request));

      const ready = await (await fetch(`${gpu.url}/readyz`)).json();
      expect(ready).toMatchObject({
        device: 'gpu',
        adapter: expect.stringMatching(/swiftshader/i),
        deviceReason: null,
      });
      const metrics = await (await fetch(`${gpu.url}/metrics`)).text();
      expect(metrics).toMatch(/stillweb_device_info\{device="gpu",adapter="[^"]*wiftshader[^"]*"\} 1/i);
      const count = (name: string) => Number(new RegExp(`^stillweb_gpu_${name}_total (\\d+)$`, 'm').exec(metrics)?.[1]);
      expect(count('queries')).toBeGreaterThan(16 + QUERIES.length);
      expect(count('batches')).toBeLessThan(count('queries') - QUERIES.length);
      expect([count('left_to_cpu'), count('lost')]).toEqual([0, 0]);
      expect(gpu.stderr()).toMatch(/vectors are compared on the gpu: .*swiftshader/i);
    });

    it('is proved by check, with its name', () => {
      const { code, out } = runProgram(['check', index, '--device', 'gpu', '--quiet'], {
        env: { ...process.env, ...environment },
      });
      expect(out).toMatch(/device +gpu: .*swiftshader/i);
      expect(code).toBe(0);
    });
  },
);

describe('a machine without a GPU', () => {
  it('refuses --device gpu with the reason and how to mend it', () => {
    for (const command of [
      ['serve', index, '--port', '0'],
      ['search', index, 'ranking'],
      ['bench', index],
    ]) {
      const ran = runProgram([...command, '--device', 'gpu'], { env: { ...process.env, ...NO_GPU_ENVIRONMENT } });
      expect(ran.err).toMatch(
        /GPU_UNAVAILABLE: .*(no GPU adapter was found|is not installed).*To mend it: .*--device auto/,
      );
      expect(ran.code).toBe(1);
    }
  });

  it('serves from the CPU under --device auto and says why', async () => {
    const server = await serve('auto', NO_GPU_ENVIRONMENT);
    const ready = await (await fetch(`${server.url}/readyz`)).json();
    expect(ready).toMatchObject({
      device: 'cpu',
      adapter: null,
      deviceReason: expect.stringMatching(/compares \d+ vectors/),
    });
    expect(await (await fetch(`${server.url}/metrics`)).text()).toContain(
      'stillweb_device_info{device="cpu",adapter=""} 1',
    );
  });
});
