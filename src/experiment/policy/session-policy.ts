/** What is done to the answers of a session for the sake of what it did before: as a file declares it, and as a call does. */
import { type Static, Type } from '@sinclair/typebox';
import { nearestName } from '../../contract/nearest-name.ts';
import { StillwebError } from '../../errors.ts';
import { MAX_BUDGET_TOKENS, MIN_BUDGET_TOKENS } from '../../limits.ts';

export const SessionsSchema = Type.Object(
  {
    seen: Type.Optional(
      Type.Union([Type.Literal('mark'), Type.Literal('remove')], {
        description:
          'documents that an earlier answer of the session told of: marked, or left out and filled up from below',
      }),
    ),
    repeated: Type.Optional(Type.Literal('warn', { description: 'a query whose words were asked before has a note' })),
    budget: Type.Optional(
      Type.Integer({
        minimum: MIN_BUDGET_TOKENS,
        maximum: MAX_BUDGET_TOKENS,
        description: 'tokens of an answer, of four UTF-16 code units each',
      }),
    ),
  },
  { additionalProperties: false },
);

/** Absent is off. */
export type SessionPolicy = Static<typeof SessionsSchema>;

const VALUES = { seen: ['mark', 'remove', 'off'], repeated: ['warn', 'off'], budget: ['off'] } as const;
type Rule = keyof typeof VALUES;

/**
 * What a call declares: `seen=remove; budget=500`. A rule that it does not name is as the file has it; `off` is none.
 *
 * @throws StillwebError INVALID_REQUEST for what is no rule, no value of one, or a rule that is named twice
 */
export function readPolicy(text: string, usual: SessionPolicy): SessionPolicy {
  const policy: { -readonly [Name in keyof SessionPolicy]: SessionPolicy[Name] } = { ...usual };
  const named = new Set<string>();
  for (const part of text.split(';')) {
    if (part.trim() === '') continue;
    const [name, value = ''] = part.split('=', 2).map((word) => word.trim());
    if (!isRule(name)) {
      const near = nearestName(name, Object.keys(VALUES));
      throw refused(`there is no policy ${name}${near === null ? '' : ` (did you mean ${near}?)`}`);
    }
    if (named.has(name)) throw refused(`${name} is named twice: name it once, with the value that is meant`);
    named.add(name);
    if (value === 'off') delete policy[name];
    else if (name === 'budget') policy.budget = readTokens(value);
    else if ((VALUES[name] as readonly string[]).includes(value)) Object.assign(policy, { [name]: value });
    else throw refused(`${name} is ${VALUES[name].join(' or ')}, not ${value}`);
  }
  return policy;
}

function isRule(name: string): name is Rule {
  return Object.hasOwn(VALUES, name);
}

function readTokens(value: string): number {
  const tokens = /^[0-9]{1,9}$/.test(value) ? Number(value) : Number.NaN;
  if (tokens >= MIN_BUDGET_TOKENS && tokens <= MAX_BUDGET_TOKENS) return tokens;
  throw refused(`budget is off, or ${MIN_BUDGET_TOKENS} to ${MAX_BUDGET_TOKENS} tokens`);
}

function refused(message: string): StillwebError {
  return new StillwebError('INVALID_REQUEST', message, { field: 'policy' });
}
