import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Waits for a minute of load by the clock: begun last, all would wait for it. */
const FIRST = 'lib/rules/postgres-defects.db.test.ts';

/** The slowest files begin first; a new clone does not know yet which they are, and goes by their size. */
class MinuteFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const isFirst = ({ moduleId }: TestSpecification) => moduleId.endsWith(FIRST);
    return [...sorted.filter(isFirst), ...sorted.filter((file) => !isFirst(file))];
  }
}

/**
 * Two projects: `unit` needs nothing but Node; `db` starts real engines (the embedded TimescaleDB and the
 * native PostgreSQL majors), which is slow to start, so its tests get generous time and three workers.
 */
export default defineConfig({
  root,
  test: {
    sequence: { sequencer: MinuteFirst },
    projects: [
      {
        resolve: { alias: { '@': root } },
        test: {
          name: 'unit',
          root,
          include: ['lib/**/*.test.ts', 'components/**/*.test.ts'],
          exclude: ['lib/**/*.db.test.ts'],
          // For those that start a process; on a busy machine that alone may take the five seconds that are the default.
          testTimeout: 30_000,
          // Pure functions leave nothing behind, and loading the modules anew for each file took most of the time.
          isolate: false,
        },
      },
      {
        resolve: { alias: { '@': root } },
        test: {
          name: 'db',
          root,
          include: ['lib/**/*.db.test.ts'],
          globalSetup: 'lib/embedded/test-run.ts',
          testTimeout: 60_000,
          hookTimeout: 120_000,
          // What a server does a moment later is a moment on an idle machine only; a second is the default.
          expect: { poll: { timeout: 20_000 } },
          // As above.
          isolate: false,
          // A third of them waits for engines at any time.
          maxWorkers: 3,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
