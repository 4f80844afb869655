import type { Row } from '@/lib/collect/snapshot';
import { isLonger } from '@/lib/derive/calendar-span';
import { columnstoreAgeUnits } from '@/lib/derive/conversion';
import { agedDistance, ageUnits, asConfigValue } from '@/lib/derive/policy-distance';
import { distanceFact, distanceText } from '../distance';
import { type Advice, defineRule, type Finding, type RuleContext } from '../rule';
import { NEXT_RUN_NOTE } from '../shared/columnstore/conversion-note';
import { changePolicies } from '../shared/jobs/change-policy';

interface Useless {
  readonly hypertable: Row<'hypertables'>;
  readonly columnstore: Row<'policies'>;
  readonly retention: Row<'policies'>;
  /** An earlier age of conversion; null where there is none. */
  readonly earlier: number | null;
}

export default defineRule({
  meta: {
    id: 'retention/before-columnstore',
    title: 'Retention drops chunks before the columnstore converts them',
    why: 'A chunk that is dropped at the age at which it would be converted is never small. The columnstore policy does nothing, and the hypertable takes the disk of the row store all the time.',
    source: 'https://docs.tigerdata.com/use-timescale/latest/data-retention/about-data-retention/',
    needs: ['hypertables', 'policies'],
    facts: {
      dropAfterSeconds: { label: 'Dropped after', source: 'timescaledb_information.jobs.config' },
      dropAfterUnits: { label: 'Dropped after', source: 'timescaledb_information.jobs.config' },
      compressAfterSeconds: { label: 'Converted after', source: 'timescaledb_information.jobs.config' },
      compressAfterUnits: { label: 'Converted after', source: 'timescaledb_information.jobs.config' },
    },
  },
  check({ hypertables, policies }, context) {
    const scheduled = policies.filter((policy) => policy.scheduled);
    const columnstores = scheduled.filter(({ kind }) => kind === 'columnstore');
    if (columnstores.length === 0) return { notApplicable: 'There is no columnstore policy' };
    return columnstores
      .flatMap((columnstore) => uselessOf(columnstore, scheduled, hypertables))
      .map((useless) => finding(useless, context));
  },
});

function uselessOf(
  columnstore: Row<'policies'>,
  policies: readonly Row<'policies'>[],
  hypertables: readonly Row<'hypertables'>[],
): Useless[] {
  const { hypertableId, byCreation } = columnstore;
  const hypertable = hypertables.find((one) => one.hypertableId === hypertableId);
  // When a chunk was made and which time its rows have are two clocks.
  const retention = policies.find(
    (one) => one.kind === 'retention' && one.hypertableId === hypertableId && one.byCreation === byCreation,
  );
  const converted = agedDistance(columnstore);
  const dropped = retention ? agedDistance(retention) : null;
  if (!hypertable || !retention || !converted || !dropped) return [];
  if (isLonger(dropped, converted) !== 'never') return [];
  const earlier = byCreation ? null : columnstoreAgeUnits(hypertable, policies);
  return [{ hypertable, columnstore, retention, earlier }];
}

function finding({ hypertable, columnstore, retention, earlier }: Useless, { server }: RuleContext): Finding {
  const { schema, name, isIntegerTime } = hypertable;
  // Ages by creation are times, whatever the dimension is.
  const words = (units: number | null) => distanceText(units ?? 0, isIntegerTime && !columnstore.byCreation);
  const [converted, dropped] = [ageUnits(columnstore), ageUnits(retention)];
  const advice =
    earlier !== null && server.timescale ? convertEarlier(hypertable, columnstore, earlier) : null;
  return {
    subject: [schema, name],
    severity: 'notice',
    confidence: 'high',
    title: `Convert chunks of ${schema}.${name} before they are dropped`,
    detail: `Chunks are to be converted after ${words(converted)}, but retention drops them after ${words(dropped)}: the columnstore policy never has anything to do.${advice ? '' : ' Keep rows for longer, or remove the columnstore policy: there is no age between the writes and the drop.'}`,
    facts: {
      ...distanceFact('dropAfter', dropped, isIntegerTime && !columnstore.byCreation),
      ...distanceFact('compressAfter', converted, isIntegerTime && !columnstore.byCreation),
    },
    impact: {
      basis:
        'Not estimated: no chunk of it has been converted by the policy, so how well its rows compress is not known.',
    },
    ...(advice && { advice }),
  };
}

function convertEarlier(
  hypertable: Row<'hypertables'>,
  columnstore: Row<'policies'>,
  earlier: number,
): Advice {
  return changePolicies([columnstore], 'compress_after', asConfigValue(earlier, hypertable), {
    worsens: `Rows older than ${distanceText(earlier, hypertable.isIntegerTime)} that are updated or deleted decompress the batches that they touch.`,
    owner: hypertable.owner,
    note: NEXT_RUN_NOTE,
  });
}
