import { StillwebError } from '../errors.ts';
import { Judge } from '../evaluation/judge/judge.ts';
import type { JudgeFlags } from './judge-options.ts';

/** @returns undefined where no judge and no record of one is named @throws StillwebError SETTING_INVALID, JUDGE_RECORD_INVALID */
export async function openJudge({
  judge: url,
  judgeModel: model,
  judgeRecord: record,
}: JudgeFlags): Promise<Judge | undefined> {
  if (url === undefined && record === undefined && model === undefined) return undefined;
  if (model !== undefined) return await Judge.open({ url, model, record });
  throw new StillwebError('SETTING_INVALID', 'name the model of the judge with --judge-model', {
    setting: 'judge-model',
  });
}

/** `MODEL: 12 calls, 3 answered from the record` */
export function describeJudge({ model, counts: { asked, recalled } }: Judge): string {
  return `${model}: ${asked + recalled} calls, ${recalled} answered from the record`;
}
