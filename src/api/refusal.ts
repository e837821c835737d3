import type { Dialect } from '../dialects/dialect.ts';
import { StillwebError } from '../errors.ts';
import { answerError, type ErrorAnswer } from './error-response.ts';
import type { HttpService } from './http-service.ts';

/** A refusal in the form of its door. A dialect that fails at its own envelope leaves its caller the native one. */
export function answerRefusal(
  service: HttpService,
  refusal: StillwebError,
  requestId: string,
  dialect: Dialect | null,
): ErrorAnswer {
  try {
    return answerError(refusal, requestId, dialect);
  } catch (bug) {
    service.settings.onBug(bug, requestId);
    return answerError(new StillwebError('INTERNAL', 'the server met a fault of its own'), requestId);
  }
}
