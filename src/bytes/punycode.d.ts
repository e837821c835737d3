declare module 'punycode/punycode.js' {
  const punycode: { toASCII(host: string): string };
  export default punycode;
}
