import { StillwebError } from '../errors.ts';

/** Of any request over HTTP, in any dialect: perturbations of its own as a list in JSON, where the experiment takes such. */
export const PERTURB_HEADER = 'x-stillweb-perturb';

/** What a caller asks to be done to its request is done, or the request is refused: unperturbed, it would be another measurement. */
export function noPerturbation(): StillwebError {
  const what = `no request may perturb itself here, as ${PERTURB_HEADER} asks`;
  return new StillwebError('UNSUPPORTED', what, { header: PERTURB_HEADER });
}
