import { Meter } from '@/components/ui/meter';
import { Unknown } from '@/components/ui/unknown';
import { percent } from '@/lib/format/ratio';
import type { HypertableSummary } from './hypertable-summary';

/** How much of the hypertable's data stands in the columnstore, as a bar with its number. */
export function ColumnstoreCell({ row }: { readonly row: HypertableSummary }) {
  const { columnstoreEnabled, columnstoreShareRatio: share } = row;
  if (!columnstoreEnabled) return <span className="text-faint">off</span>;
  if (share === null) return <Unknown reason="the uncompressed size of its chunks is not known" />;
  return (
    <span className="flex items-center gap-2">
      <Meter
        label={`Columnstore share of ${row.schema}.${row.name}`}
        ratio={share}
        text={percent(share)}
        barClassName="bg-state-column"
        className="flex-1"
      />
      <span className="nums w-10 text-end text-xs">{percent(share)}</span>
    </span>
  );
}
