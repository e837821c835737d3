/** The version of this program, as in package.json; a test compares the two. */
export const SOFTWARE_VERSION = '0.1.0';
