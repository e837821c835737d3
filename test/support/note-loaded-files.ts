import { register } from 'node:module';

/** With `--import`: each file that the program and its threads load is told to the file that `LOADED_FILES` names, an address a line. */
const hooks = `
  import { appendFileSync } from 'node:fs';
  export function load(url, context, next) {
    appendFileSync(process.env.LOADED_FILES, url + '\\n');
    return next(url, context);
  }
`;
register(`data:text/javascript,${encodeURIComponent(hooks)}`);
