/**
 * What every thread of a pool loads first: it loads the file that it was started for, which its arguments name.
 *
 * Piscina loads a file by `require()`. Node since 20.19 lets that load an ES module and takes the whole process down where the
 * thread is ended meanwhile. A module that is imported may be given up at any moment.
 */
const file = process.argv[2];
// With this mark Piscina waits for the promise, and takes what the module exports.
module.exports = Object.assign(import(require('node:url').pathToFileURL(file).href), { __esModule: true });
