import { describe, expect, it } from 'vitest';
import { context, server, timescale } from '../testing/context';
import { catalogDefect, dailyChunks, hypertable } from '../testing/hypertable-rows';
import rule from './check-constraint-stale';

type Artifacts = Parameters<typeof rule.check>[0];

const at = (
  version: Parameters<typeof timescale>[0],
  catalogDefects: Artifacts['catalogDefects'],
  chunks: Artifacts['chunks'] = null,
) =>
  rule.check(
    { hypertables: [hypertable()], catalogDefects, chunks },
    context({ server: server({ timescale: timescale(version) }) }),
  );
const stale = catalogDefect({ kind: 'stale-check', other: 'constraint_7', isChild: null });

describe('hypertables/check-constraint-stale', () => {
  it('is quiet without any, and about the other defects', () => {
    expect(at('2.29.1', [])).toEqual([]);
    expect(at('2.29.1', [catalogDefect()])).toEqual([]);
  });

  it('counts chunks, not their constraints, and names the update that repairs them', () => {
    const found = at('2.28.0', [stale, { ...stale, other: 'constraint_8' }], dailyChunks(3));
    expect(found).toMatchObject([
      {
        subject: ['public', 'metrics'],
        severity: 'warning',
        title: expect.stringContaining('2.29.2'),
        detail: expect.stringContaining('constraint_7 of _hyper_1_9_chunk'),
        facts: { staleChunks: 1, chunks: 3 },
      },
    ]);
    expect(found).not.toMatchObject([{ advice: expect.anything() }]);
  });

  it('does not know of how many chunks while they were not read', () => {
    expect(at('2.29.1', [stale])).toMatchObject([{ facts: { chunks: null } }]);
  });

  it('applies from 2.28.0 to 2.29.1', () => {
    expect(at('2.27.2', [])).toHaveProperty('notApplicable');
    expect(at('2.29.2', [])).toHaveProperty('notApplicable');
  });
});
