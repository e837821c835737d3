import { describe, expect, it } from 'vitest';
import { decodeHtml, findEncoding } from '../../../../indexer/ingest/html-encoding.ts';

const ascii = (text: string) => Buffer.from(text, 'latin1');
const page = (head: string, hex: string) =>
  Buffer.concat([ascii(`<!doctype html>${head}<p>`), Buffer.from(hex, 'hex')]);
const wordOf = (bytes: Uint8Array) => /<p>(.*)$/s.exec(decodeHtml(bytes))?.[1];

describe('the encoding that a page declares', () => {
  // Encoded with Python's codecs.
  it.each([
    ['Shift_JIS', '8c9f8df582b782e9', '検索する'],
    ['x-sjis', '8c9f8df582b782e9', '検索する'],
    ['euc-jp', 'b8a1baf7a4b9a4eb', '検索する'],
    ['iso-2022-jp', '1b244238213a772439246b1b2842', '検索する'],
    ['ks_c_5601-1987', 'b0cbbbf6', '검색'],
    ['gb2312', 'cbd1cbf7', '搜索'],
    ['GB18030', 'cbd1cbf795328236', '搜索𠀀'],
    ['big5', 'b76ab44d', '搜尋'],
    ['windows-1251', 'efeee8f1ea', 'поиск'],
    ['KOI8-R', 'd0cfc9d3cb', 'поиск'],
    ['koi8-u', 'a7a7', 'її'],
    ['ibm866', 'afaea8e1aa', 'поиск'],
    ['iso-8859-2', 'b3f364bc', 'łódź'],
    ['windows-1250', 'b3f3649f', 'łódź'],
    ['windows-1253', 'edfceceff2', 'νόμος'],
    ['windows-1254', 'fdfefd6b', 'ışık'],
    ['windows-1255', 'f9ece5ed', 'שלום'],
    ['windows-1256', 'c8cdcb', 'بحث'],
    ['tis-620', 'a4e9b9cbd2', 'ค้นหา'],
    ['macintosh', '6e61957665', 'naïve'],
    ['iso-8859-15', 'bd7576726520a4', 'œuvre €'],
    // ISO-8859-1 is a label of windows-1252: byte 0x92 is an apostrophe, where some engines give a control character.
    ['iso-8859-1', '69749273e9', 'it’sé'],
    ['us-ascii', '80e9', '€é'],
    ['x-user-defined', 'e9', 'é'],
    ['utf-16', 'c3a9', 'é'],
    ['utf-8', 'c3a9e9', 'é\ufffd'],
  ])('%s is decoded as the Encoding Standard says', (label, hex, text) => {
    expect(wordOf(page(`<meta charset="${label}">`, hex))).toBe(text);
    const pragma = `<META content='text/html; CharSet = "${label}"' http-equiv=Content-Type />`;
    expect(wordOf(page(pragma, hex))).toBe(text);
  });

  it.each([
    ['<meta charset=windows-1251>', 'windows-1251'],
    ['<meta\ncharset = "windows-1251"/>', 'windows-1251'],
    ['<!-- <meta charset=big5> --><meta charset=windows-1251>', 'windows-1251'],
    ['<title a="<meta charset=big5>">x</title><meta charset=windows-1251>', 'windows-1251'],
    ['<meta charset=nonsense><meta charset=windows-1251>', 'windows-1251'],
    ['<meta name=x content="text/html; charset=big5"><meta charset=windows-1251>', 'windows-1251'],
    ['<meta http-equiv=content-type content="text/html; charset"><meta charset=windows-1251>', 'windows-1251'],
    ['<meta http-equiv=content-type content="charsetcharset=koi8-r;x">', 'koi8-r'],
    ['<meta http-equiv=content-type content="text/html; charset=\'koi8-r">', 'windows-1252'],
    ['<meta charset=big5 charset=koi8-r>', 'big5'],
    ['<metacharset=big5>', 'windows-1252'],
    ['<meta charset=', 'windows-1252'],
    ['<meta', 'windows-1252'],
    ['<!--', 'windows-1252'],
    ['</p charset=big5><meta charset=koi8-r>', 'koi8-r'],
  ])('of %j is %s', (head, encoding) => {
    expect(findEncoding(page(head, 'e9'))).toBe(encoding);
  });

  it('is that of the XML declaration, unless a meta speaks', () => {
    const xml = '<?xml version="1.0" encoding="Shift_JIS"?>';
    expect(findEncoding(Buffer.concat([ascii(`${xml}<html><p>`), Buffer.from('8c9f', 'hex')]))).toBe('shift_jis');
    expect(findEncoding(ascii(`${xml}<html><meta charset="euc-kr">`))).toBe('euc-kr');
    expect(findEncoding(ascii("<?xml encoding = 'utf-16'?>"))).toBe('utf-8');
  });

  it('is found late as well, when the page is not UTF-8', () => {
    const late = `<script>${'x'.repeat(5000)}</script><meta charset="windows-1251">`;
    expect(wordOf(page(late, 'efeee8f1ea'))).toBe('поиск');
    expect(wordOf(page(late, Buffer.from('поиск').toString('hex')))).toBe('поиск');
  });

  it.each(['iso-2022-kr', 'hz-gb-2312', 'ISO-2022-CN'])('is refused when it is %s', (label) => {
    expect(() => decodeHtml(page(`<meta charset=${label}>`, '61'))).toThrow(
      expect.objectContaining({ code: 'INVALID_UTF8' }),
    );
  });
});

describe('the encoding that came with a page', () => {
  it('is taken whatever the page declares, unless it has a byte order mark', () => {
    const bytes = page('<meta charset=big5>', 'e9');
    expect(findEncoding(bytes, 'ISO-8859-1')).toBe('windows-1252');
    expect(decodeHtml(bytes, 'latin1')).toContain('é');
    expect(findEncoding(Buffer.from('\ufeff<p>a'), 'latin1')).toBe('utf-8');
  });

  it('is as if absent when it names no encoding', () => {
    expect(findEncoding(page('<meta charset=big5>', 'e9'), 'none')).toBe('big5');
  });
});

describe('the encoding of a page that declares none', () => {
  it.each([
    ['c3a9', 'é'],
    ['e9', 'é'],
    ['93e994', '“é”'],
    ['f09f8e89', '🎉'],
    ['610062', 'a\0b'],
    ['1b244238213a771b2842', '検索'],
  ])('is found for %s', (hex, text) => {
    expect(wordOf(page('', hex))).toBe(text);
  });

  it('is that of the byte order mark, whatever the page declares', () => {
    const text = '<meta charset=big5><p>naïve 検索';
    const little = Buffer.from(`\ufeff${text}`, 'utf16le');
    for (const bytes of [little, Buffer.from(little).swap16(), Buffer.from(`\ufeff${text}`)]) {
      expect(wordOf(bytes)).toBe('naïve 検索');
    }
  });

  it('is UTF-16 when every second byte of the markup is zero', () => {
    const little = Buffer.from(`<!doctype html><html><title>一覧</title><p>${'検索する'.repeat(20)}`, 'utf16le');
    expect(wordOf(little)).toBe('検索する'.repeat(20));
    expect(wordOf(Buffer.from(little).swap16())).toBe('検索する'.repeat(20));
  });

  it('is no ISO-2022-JP for escape sequences that are something else', () => {
    expect(findEncoding(page('', '1b5b306d61'))).toBe('utf-8');
    expect(findEncoding(page('', '1b2442ff'))).toBe('windows-1252');
    expect(findEncoding(page('', '1b24420101'))).toBe('utf-8');
  });

  it('of nothing is UTF-8', () => {
    expect(findEncoding(new Uint8Array())).toBe('utf-8');
    expect(decodeHtml(new Uint8Array())).toBe('');
  });
});

describe('bytes that would be read as words of NUL and tags', () => {
  const utf32 = (text: string, isBig: boolean) =>
    Buffer.concat(
      [...text].map((character) =>
        Buffer.from(isBig ? [0, 0, 0, character.charCodeAt(0)] : [character.charCodeAt(0), 0, 0, 0]),
      ),
    );
  const markup = '<!doctype html><p>tide tables';

  it.each([
    ['UTF-32 with a mark, low byte first', Buffer.concat([Buffer.from('fffe0000', 'hex'), utf32(markup, false)])],
    ['UTF-32 with a mark, high byte first', Buffer.concat([Buffer.from('0000feff', 'hex'), utf32(markup, true)])],
    ['UTF-32 without a mark, low byte first', utf32(markup, false)],
    ['UTF-32 without a mark, high byte first', utf32(markup, true)],
    ['a file of zeros', Buffer.alloc(4096)],
  ])('%s is refused', (_name, bytes) => {
    expect(() => decodeHtml(bytes)).toThrow('full of NUL');
  });

  it('a NUL that got into a page refuses nothing', () => {
    expect(decodeHtml(ascii('<!doctype html><p>a\0b'))).toBe('<!doctype html><p>a\0b');
  });
});
