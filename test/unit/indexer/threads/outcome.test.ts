import { MessageChannel, receiveMessageOnPort } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { type Outcome, outcomeOf, takeValue } from '../../../../indexer/threads/outcome.ts';
import { StillwebError } from '../../../../src/errors.ts';

/** What arrives of an outcome in another thread. */
function pass<Value>(outcome: Outcome<Value>): Outcome<Value> {
  const { port1, port2 } = new MessageChannel();
  port1.postMessage(outcome);
  const received = receiveMessageOnPort(port2) as { message: Outcome<Value> };
  port1.close();
  return received.message;
}

const thrown = async (error: unknown): Promise<unknown> => {
  const outcome = await outcomeOf(() => {
    throw error;
  });
  try {
    return takeValue(pass(outcome));
  } catch (caught) {
    return caught;
  }
};

describe('the outcome of a step in another thread', () => {
  it.each([[{ terms: Uint32Array.of(1, 2) }], [null], [undefined], [0]])('gives its value: %o', async (value) => {
    expect(takeValue(pass(await outcomeOf(async () => value)))).toEqual(value);
  });

  it('throws a refusal with its class, code and facts', async () => {
    const error = await thrown(new StillwebError('ENCODER_MISSING', 'no model', { folder: 'm' }));
    expect(error).toBeInstanceOf(StillwebError);
    expect(error).toMatchObject({ code: 'ENCODER_MISSING', message: 'no model', facts: { folder: 'm' } });
  });

  it('throws a fault of the disk as STORAGE_FAILED', async () => {
    const fault = Object.assign(new Error('full'), { code: 'ENOSPC', syscall: 'write', path: 'a' });
    const error = await thrown(fault);
    expect(error).toBeInstanceOf(StillwebError);
    expect(error).toMatchObject({ code: 'STORAGE_FAILED', facts: { errno: 'ENOSPC', syscall: 'write', path: 'a' } });
  });

  it('throws a bug with its class and with the stack of where it was', async () => {
    const bug = new TypeError('x is not a function');
    const error = await thrown(bug);
    expect(error).toBeInstanceOf(TypeError);
    expect(error).toMatchObject({ message: bug.message, stack: bug.stack });
  });
});
