import { expect, it } from 'vitest';
import { browserScheme } from '../../../src/api/forwarded-scheme.ts';
import { mayAct, requireAction } from '../../../src/api/page-actions.ts';
import { settleOptions } from '../../../src/api/server-options.ts';

it.each([
  [{}, true],
  [{ token: 'hush' }, true],
  [{ token: 'hush', allowedHosts: ['lab.example'] }, true],
  [{ allowedHosts: ['lab.example'] }, false],
  [{ isReadOnly: true }, false],
  [{ isReadOnly: true, token: 'hush' }, false],
])('a server started with %j lets pages act: %s', (options, expected) => {
  const settings = settleOptions(options);
  expect(mayAct(settings)).toBe(expected);
  const require = () => requireAction(settings, 'stillweb check DIR');
  if (expected) expect(require).not.toThrow();
  else
    expect(require).toThrow(
      expect.objectContaining({ code: 'ACTION_FORBIDDEN', facts: { command: 'stillweb check DIR' } }),
    );
});

it.each([
  ['lab.example', 'https', 'https'],
  ['LAB.example:8443', 'HTTPS, http', 'https'],
  ['lab.example', 'http', 'http'],
  ['lab.example', undefined, 'http'],
  ['lab.example', 'javascript', 'http'],
  // Nobody stands between who comes by the name of this machine.
  ['localhost:7080', 'https', 'http'],
  [undefined, 'https', 'http'],
])('a browser that comes to %s and is said to use %s reaches it by %s', (host, told, expected) => {
  const headers = { ...(host !== undefined && { host }), ...(told !== undefined && { 'x-forwarded-proto': told }) };
  expect(browserScheme(['lab.example'], headers)).toBe(expected);
});
