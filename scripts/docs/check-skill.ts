import type { Finding } from './markdown.ts';

/** What hosts of skills take: names of folders, and descriptions that they show whole. */
const NAME = /^[a-z0-9]+(-[a-z0-9]+)*$/;
const MOST_NAME_CHARACTERS = 64;
const MOST_DESCRIPTION_CHARACTERS = 1024;
/** A skill is read whole into a context. */
const MOST_LINES = 500;
const FIELDS = ['name', 'description'];

/**
 * A `SKILL.md`: it begins with front matter of exactly a name, which is that of its folder, and a description of one line. What
 * else it says of commands, routes and files is looked at as on other pages.
 *
 * @param path from the repository root
 */
export function checkSkill(path: string, source: string): Finding[] {
  const at = (sentence: string, line = 1): Finding => ({ file: path, line, sentence });
  const front = /^---\n([\s\S]*?)\n---\n/.exec(source);
  if (front === null) return [at('does not begin with front matter between lines of ---')];
  const lines = front[1].split('\n').map((line) => /^([a-z-]+): (\S.*)$/.exec(line));
  const unread = lines.indexOf(null);
  if (unread !== -1) return [at('front matter has a line that is no NAME: VALUE', unread + 2)];
  const fields = new Map(lines.map((line) => [line![1], line![2]]));
  const { name = '', description = '' } = Object.fromEntries(fields);
  const folder = path.split('/').at(-2);
  const count = source.trimEnd().split('\n').length;
  return [
    ...(FIELDS.join() === [...fields.keys()].join()
      ? []
      : [at(`front matter has ${FIELDS.join(' and ')}, in this order`)]),
    ...(name === folder ? [] : [at(`the name is that of the folder, ${folder}`)]),
    ...(NAME.test(name) && name.length <= MOST_NAME_CHARACTERS
      ? []
      : [at('the name is in small letters, digits and hyphens')]),
    ...(description.length <= MOST_DESCRIPTION_CHARACTERS
      ? []
      : [at(`the description has ${description.length} characters; at most ${MOST_DESCRIPTION_CHARACTERS} are shown`)]),
    ...(/: |\s#/.test(description) ? [at('the description needs quotes as YAML: it holds ": " or " #"')] : []),
    ...(count <= MOST_LINES ? [] : [at(`has ${count} lines; at most ${MOST_LINES} are read`, MOST_LINES + 1)]),
  ];
}
