import { describe, expect, it } from 'vitest';
import { context, server } from '../testing/context';
import { settings } from '../testing/setting-rows';
import rule from './huge-pages-unused';

const EIGHT_GIB = 8 * 1_024 ** 3;
const run = (
  bufferBytes: number,
  values: Readonly<Record<string, number | string>> = {},
  over: Parameters<typeof server>[0] = {},
) =>
  rule.check(
    {
      settings: settings({
        shared_buffers: bufferBytes / 8_192,
        huge_pages: 'try',
        huge_pages_status: 'off',
        shared_memory_size_in_huge_pages: 4_300,
        ...values,
      }).map((row) => (row.name === 'shared_buffers' ? { ...row, unit: '8kB' } : row)),
    },
    context({ server: server(over) }),
  );

describe('settings/huge-pages-unused', () => {
  it('is quiet about small buffers and about huge pages in use', () => {
    expect(run(EIGHT_GIB - 8_192)).toEqual([]);
    expect(run(EIGHT_GIB, { huge_pages_status: 'on' })).toEqual([]);
  });

  it('says how many the system must reserve, or how to ask', () => {
    const [found] = [run(EIGHT_GIB)].flat();
    expect(found).toMatchObject({
      subject: ['huge_pages'],
      severity: 'notice',
      detail: expect.stringContaining('vm.nr_hugepages=4300'),
      facts: { bufferBytes: EIGHT_GIB, hugePages: 4_300 },
    });
    expect(found).not.toHaveProperty('advice');
    expect(run(EIGHT_GIB, { shared_memory_size_in_huge_pages: -1 })).toMatchObject([
      { detail: expect.stringContaining('postgres -C'), facts: { hugePages: null } },
    ]);
  });

  it('gives SQL where they are switched off, on every server', () => {
    for (const major of [13, 18])
      expect(run(EIGHT_GIB, { huge_pages: 'off' }, { major })).toMatchObject([
        { advice: { steps: [{ sql: `ALTER SYSTEM SET "huge_pages" = 'try';` }] } },
      ]);
  });

  it('does not know before PostgreSQL 17, or without the size, and does not apply to the engine of Chunkwise', () => {
    expect(run(EIGHT_GIB, {}, { major: 16 })).toHaveProperty('notRun');
    expect(rule.check({ settings: [] }, context())).toHaveProperty('notRun');
    expect(run(EIGHT_GIB, {}, { engine: 'embedded' })).toHaveProperty('notApplicable');
  });
});
