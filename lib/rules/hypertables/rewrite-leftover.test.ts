import { describe, expect, it } from 'vitest';
import { context, server, timescale } from '../testing/context';
import { catalogDefect, hypertable } from '../testing/hypertable-rows';
import rule from './rewrite-leftover';

type Artifacts = Parameters<typeof rule.check>[0];

const at = (version: Parameters<typeof timescale>[0], catalogDefects: Artifacts['catalogDefects']) =>
  rule.check(
    { hypertables: [hypertable()], catalogDefects },
    context({ server: server({ timescale: timescale(version) }) }),
  );
/** As `_timescaledb_catalog.chunk_rewrite` of 2.24 notes it: the chunk, and the oid of the new table. */
const leftover = catalogDefect({ kind: 'unfinished-rewrite', other: '16999', isChild: null });

describe('hypertables/rewrite-leftover', () => {
  it('is quiet without any, and about the other defects', () => {
    expect(at('2.24.0', [])).toEqual([]);
    expect(at('2.24.0', [catalogDefect()])).toEqual([]);
  });

  it('is one finding for all of them, which one statement cleans up', () => {
    expect(at('2.24.0', [leftover, { ...leftover, name: '_hyper_1_10_chunk' }])).toMatchObject([
      {
        subject: ['_timescaledb_catalog', 'chunk_rewrite'],
        severity: 'warning',
        detail: expect.stringContaining('public.metrics'),
        facts: { leftovers: 2 },
        advice: {
          steps: [{ sql: 'CALL _timescaledb_functions.chunk_rewrite_cleanup();' }],
          deletesData: false,
        },
      },
    ]);
  });

  it('does not apply before 2.24', () => {
    expect(at('2.23.1', [])).toHaveProperty('notApplicable');
  });
});
