import { Option } from 'commander';

/** The language model that judges, for the commands that ask one. */
export interface JudgeFlags {
  readonly judge?: string;
  readonly judgeModel?: string;
  readonly judgeRecord?: string;
}

export function judgeOptions(): Option[] {
  return [
    new Option('--judge <url>', 'a model that judges, of an API as OpenAI has it: http://127.0.0.1:8000/v1'),
    new Option('--judge-model <name>', 'its name there, and in the record'),
    new Option('--judge-record <file>', 'keep its calls and answers here, and answer from them what they hold'),
  ];
}
