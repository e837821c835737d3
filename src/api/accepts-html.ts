/**
 * Whether whoever asks is a browser: an Accept header that names HTML (RFC 9110 §12.5.1). Programs send a star or JSON, and get
 * what the API answers.
 */
export function acceptsHtml(accept: string | undefined): boolean {
  return (accept ?? '').split(',').some((range) => {
    const [type, ...parameters] = range.split(';').map((part) => part.trim().toLowerCase());
    return (type === 'text/html' || type === 'application/xhtml+xml') && !parameters.some(isZero);
  });
}

function isZero(parameter: string): boolean {
  return /^q=0(?:\.0{0,3})?$/.test(parameter);
}
