import type { Reporter, SerializedError, TestModule } from 'vitest/node';

export interface TestCounts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/**
 * Counts tests by outcome. A file that fails outside its tests (it cannot be loaded, a hook throws) and an error that
 * belongs to no test count as one failure each, so that `0 failed` is said only of a run without any.
 */
export function countTests(modules: readonly TestModule[], strayErrors: readonly SerializedError[]): TestCounts {
  const counts = { passed: 0, failed: strayErrors.length, skipped: 0 };
  for (const module of modules) {
    for (const test of module.children.allTests()) {
      const { state } = test.result();
      if (state === 'pending') counts.failed += 1;
      else counts[state] += 1;
    }
    const suites = [module, ...module.children.allSuites()];
    counts.failed += suites.filter((suite) => suite.errors().length > 0).length;
  }
  return counts;
}

/** Of a run of fewer files nobody asks where its time goes. */
const MANY_FILES = 100;
const SHOWN_FILES = 25;

/** The files that took longest, with all that was done for them. */
function describeSlowest(modules: readonly TestModule[]): string {
  const timed = modules.map((module) => {
    const { duration, collectDuration, prepareDuration, setupDuration } = module.diagnostic();
    const seconds = (duration + collectDuration + prepareDuration + setupDuration) / 1000;
    return { name: module.relativeModuleId, seconds };
  });
  const total = timed.reduce((sum, { seconds }) => sum + seconds, 0);
  const slowest = timed.sort((a, b) => b.seconds - a.seconds).slice(0, SHOWN_FILES);
  const lines = slowest.map(({ name, seconds }) => `${seconds.toFixed(1).padStart(7)} s ${name}`);
  return [`slowest of ${modules.length} files, ${total.toFixed(0)} s of all workers:`, ...lines, ''].join('\n');
}

/** Ends a run's output with `N passed, N failed, N skipped` alone on a line, for programs that read the last line. */
export default class PlainReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], strayErrors: readonly SerializedError[]): void {
    const { passed, failed, skipped } = countTests(modules, strayErrors);
    const slowest = modules.length < MANY_FILES ? '' : describeSlowest(modules);
    // After what the reporter before this one prints at the same moment.
    process.once('exit', () =>
      process.stdout.write(`${slowest}${passed} passed, ${failed} failed, ${skipped} skipped\n`),
    );
  }
}
