import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const root = fileURLToPath(new URL('..', import.meta.url));

/**
 * Two projects: `unit` needs nothing but Node; `db` starts real engines (the embedded TimescaleDB and the
 * native PostgreSQL majors), which is slow to start, so its tests get generous time and two workers.
 */
export default defineConfig({
  root,
  test: {
    projects: [
      {
        resolve: { alias: { '@': root } },
        test: {
          name: 'unit',
          root,
          include: ['lib/**/*.test.ts', 'components/**/*.test.ts'],
          exclude: ['lib/**/*.db.test.ts'],
        },
      },
      {
        resolve: { alias: { '@': root } },
        test: {
          name: 'db',
          root,
          include: ['lib/**/*.db.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 120_000,
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
