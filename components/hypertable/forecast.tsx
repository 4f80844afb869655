import { StatGrid, StatTile } from '@/components/ui/stat-tile';
import type { HypertableAnswer } from '@/lib/api/hypertable';
import { bytes, bytesRange } from '@/lib/format/bytes';
import { money } from '@/lib/format/money';

/** What arrives a day, what stays of it, where that settles under retention, and what both cost. */
export function Forecast({ answer: { hypertable: table } }: { readonly answer: HypertableAnswer }) {
  const { monthlyCost, steadyMonthlyCost, ingestBytesPerDay, growthBytesPerDay, steadyBytes } = table;
  const price = (amount: string) => money(amount, table.currency ?? undefined);
  return (
    <StatGrid label="Growth and cost" perRow={4}>
      <StatTile
        label="Arrives a day"
        value={ingestBytesPerDay === null ? null : bytes(ingestBytesPerDay)}
        unknownReason={
          table.isIntegerTime
            ? 'integer time does not say how long a day is'
            : 'nothing arrives, or no chunk tells how much and since when'
        }
        detail="as rows, with their indexes"
      />
      <StatTile
        label="Grows a day"
        value={growthBytesPerDay === null ? null : bytes(growthBytesPerDay)}
        unknownReason="needs an hour of history"
        detail="on disk, after what is converted and dropped"
      />
      <StatTile
        label="Settles at"
        value={steadyBytes && bytesRange(steadyBytes)}
        unknownReason={settlesReason(table)}
        detail="once as much is dropped as arrives"
      />
      <StatTile
        label="Costs a month"
        value={monthlyCost === null ? null : price(monthlyCost)}
        unknownReason="no price is set (prices.perGibMonth)"
        detail={steadyMonthlyCost ? `then ${rangeWords(steadyMonthlyCost, price)}` : 'at its size of today'}
      />
    </StatGrid>
  );
}

/** Of what it settles at: one amount where both round to the same. */
const rangeWords = (
  { low, high }: { readonly low: string; readonly high: string },
  price: (amount: string) => string,
) => (low === high ? price(high) : `${low} to ${price(high)}`);

function settlesReason({
  retentionPolicy,
  columnstorePolicy,
  ratio,
}: HypertableAnswer['hypertable']): string {
  if (retentionPolicy === null) return 'nothing is ever dropped, so it grows without end';
  return columnstorePolicy !== null && ratio === null
    ? 'no compressed chunk was measured'
    : 'nothing arrives, or no chunk tells how much and since when';
}
