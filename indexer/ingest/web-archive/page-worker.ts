import { type Outcome, outcomeOf } from '../../threads/outcome.ts';
import { type PageRead, type PageTask, readPageTask } from './page-task.ts';

/** A thread that reads pages of web archives beside the one that reads the archives. */
export default async function readPage(task: PageTask): Promise<Outcome<PageRead>> {
  return await outcomeOf(() => readPageTask(task));
}
