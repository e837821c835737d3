import { lowerAscii } from '../../../src/bytes/lower-ascii.ts';
import { type ResponseHead, readResponseHead } from './http-message.ts';
import { type NamedHeaders, readCharset, readMediaType } from './named-headers.ts';
import type { WarcRecord } from './record-stream.ts';

/** What a record of a web archive is to a collection. */
export type RecordKind =
  | { readonly kind: 'page'; readonly source: PageSource }
  /** No document and no fault: `what` is what such records are counted by. */
  | { readonly kind: 'passed'; readonly what: string }
  | { readonly kind: 'fault'; readonly what: string };

/** Where in a record its page is, and what it is. */
export interface PageSource {
  readonly type: 'html' | 'text' | 'extracted';
  readonly charset: string | undefined;
  /** Of a response: its headers say how the body is packed. */
  readonly http: ResponseHead | null;
}

const TYPES: ReadonlyMap<string, 'html' | 'text'> = new Map([
  ['text/html', 'html'],
  ['application/xhtml+xml', 'html'],
  ['application/vnd.wap.xhtml+xml', 'html'],
  ['text/plain', 'text'],
]);
/** Characters of a type that is counted: more are no type. */
const TYPE = /^[a-z0-9!#$&^_.+-]{1,64}\/[a-z0-9!#$&^_.+-]{1,64}$/;

/**
 * Tells pages from all else: responses of a status of 2xx and resources, of HTML and plain text, and what has been made text of
 * (`conversion`, the records of WET).
 */
export function classifyRecord(headers: NamedHeaders, head: Buffer, isAll: boolean): RecordKind {
  const type = lowerAscii(headers.values.get('warc-type') ?? '');
  const contentType = headers.values.get('content-type');
  switch (type) {
    case 'response': {
      if (readMediaType(contentType) !== 'application/http' && !/^HTTP\//i.test(head.toString('latin1', 0, 5))) {
        return classifyContent(contentType, null, 'plain');
      }
      const http = readResponseHead(head, isAll);
      if (http === null) return { kind: 'fault', what: 'holds no HTTP response whose header can be read' };
      if (http.status < 200 || http.status > 299) return passed(`status ${http.status}`);
      const sent = http.headers.values.get('content-type');
      return classifyContent(sent ?? headers.values.get('warc-identified-payload-type'), http, 'plain');
    }
    case 'resource':
      return classifyContent(contentType, null, 'plain');
    case 'conversion':
      return classifyContent(contentType, null, 'extracted');
    case 'metadata':
      // WAT: what was read out of other records. The pages are in the archive that it was read from, or asked for by `--format wat`.
      return passed(readMediaType(contentType) === 'application/json' ? 'metadata record of JSON' : 'metadata record');
    case 'warcinfo':
    case 'request':
    case 'revisit':
    case 'continuation':
      return passed(`${type} record`);
    default:
      return type === '' ? { kind: 'fault', what: 'has no WARC-Type' } : passed('record of another type');
  }
}

function classifyContent(
  contentType: string | undefined,
  http: ResponseHead | null,
  form: 'plain' | 'extracted',
): RecordKind {
  const mediaType = readMediaType(contentType);
  const type = TYPES.get(mediaType);
  if (type === undefined) return passed(TYPE.test(mediaType) ? `type ${mediaType}` : 'type unknown');
  const isExtracted = form === 'extracted' && type === 'text';
  return {
    kind: 'page',
    source: { type: isExtracted ? 'extracted' : type, charset: readCharset(contentType), http },
  };
}

function passed(what: string): RecordKind {
  return { kind: 'passed', what };
}

/** The kind of a record that was read. */
export function kindOf({ headers, head, blockBytes }: WarcRecord): RecordKind {
  return classifyRecord(headers, head, blockBytes <= head.length);
}
