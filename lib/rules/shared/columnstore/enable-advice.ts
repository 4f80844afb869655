import type { Row } from '@/lib/collect/snapshot';
import { asSpan } from '@/lib/derive/policy-distance';
import { convertAllToRowstore } from '@/lib/sql/chunk-conversion';
import {
  addColumnstorePolicy,
  type ColumnOrder,
  countColumnstorePolicies,
  disableColumnstore,
  enableColumnstore,
  removeColumnstorePolicy,
} from '@/lib/sql/columnstore';
import { hasRowSecurity } from '@/lib/sql/relation';
import type { Advice, RuleContext } from '../../rule';
import { jobStep } from '../jobs/job-step';
import { firstRunNote } from './conversion-note';

interface Enabling {
  readonly hypertable: Row<'hypertables'>;
  /** The chunks that the first run of the policy converts; at least one. */
  readonly convertible: readonly Row<'chunks'>[];
  /** The policy's age, along the dimension. */
  readonly after: number;
  readonly segmentBy: readonly string[];
  readonly orderBy: readonly ColumnOrder[];
}

/**
 * Turns columnstore on, for a hypertable that `columnstoreRefusal` has nothing against, and adds the policy that converts chunks. Undefined where no policy is possible: an integer
 * dimension without its "now" function, which advice never invents.
 */
export function enableAdvice(
  { hypertable, convertible, after, segmentBy, orderBy }: Enabling,
  { server }: Pick<RuleContext, 'server'>,
): Advice | undefined {
  const { schema, name, relationSchema, relationName } = hypertable;
  if (!server.timescale || (hypertable.isIntegerTime && !hypertable.integerNowFunction)) return undefined;
  return {
    precheck: {
      sql: hasRowSecurity(relationSchema, relationName),
      expect:
        'false — columnstore is refused for a table with row-level security, which had none when this was written',
    },
    steps: [
      {
        sql: enableColumnstore(server.timescale, hypertable, segmentBy, orderBy),
        transaction: 'any',
        lock: { mode: 'AccessExclusive', on: `${schema}.${name}`, blocks: 'reads and writes, for a moment' },
        duration: { seconds: 1, basis: 'writes catalog rows; chunks stay as they are' },
        rewrites: false,
      },
      jobStep(addColumnstorePolicy(server.timescale, hypertable, asSpan(after, hypertable))),
    ],
    undo: [
      { sql: removeColumnstorePolicy(server.timescale, hypertable) },
      {
        sql: convertAllToRowstore(server.timescale, hypertable),
        note: 'Decompresses what the policy has converted meanwhile: each chunk is locked AccessExclusive at the end, and takes its former size again.',
      },
      { sql: disableColumnstore(server.timescale, hypertable) },
    ],
    verify: {
      sql: countColumnstorePolicies(hypertable.hypertableId),
      expect: '1 — one policy job, which needs columnstore to be on',
    },
    worsens:
      'Updates and deletes of converted rows decompress the batches that they touch, and so do reads of single rows. Some changes of the table are refused from then on, row-level security among them.',
    role: `owner of ${schema}.${name}`,
    deletesData: false,
    note: noteOf(segmentBy, convertible),
  };
}

function noteOf(segmentBy: readonly string[], convertible: readonly Row<'chunks'>[]): string {
  const start =
    'To segment by nothing is a safe start: other settings can follow, and chunks that are converted by then keep these until they are rewritten.';
  return [firstRunNote(convertible), ...(segmentBy.length === 0 ? [start] : [])].join(' ');
}
