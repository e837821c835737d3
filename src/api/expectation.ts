/** `Expect: 100-continue`: the sender of a body waits until it is told that the body will be read (RFC 9110 §10.1.1). */
import type { IncomingMessage } from 'node:http';
import { StillwebError } from '../errors.ts';
import type { Exchange } from './exchange.ts';

type Expecting = Pick<IncomingMessage, 'headers' | 'httpVersionMajor' | 'httpVersionMinor'>;

/** HTTP/1.0 knows no expectations, and its senders do not wait. */
function expectationOf({ headers, httpVersionMajor, httpVersionMinor }: Expecting): string | undefined {
  return httpVersionMajor === 1 && httpVersionMinor === 1 ? headers.expect?.toLowerCase() : undefined;
}

/** @throws EXPECTATION_FAILED */
export function checkExpectation(message: Expecting): void {
  const expectation = expectationOf(message);
  if (expectation === undefined || expectation === '100-continue') return;
  throw new StillwebError('EXPECTATION_FAILED', 'the Expect header asks for something else than 100-continue', {
    header: 'expect',
    supported: ['100-continue'],
  });
}

/** Has the sender begin, if it waits. To be called when nothing but the body can lead to a refusal. */
export function welcomeBody({ message, response }: Exchange): void {
  if (expectationOf(message) === '100-continue') response.writeContinue();
}
