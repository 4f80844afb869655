import { Card, CardHeader } from '@/components/ui/card';
import { Table, Td, Th, Tr } from '@/components/ui/table';
import { Unknown } from '@/components/ui/unknown';
import type { HypertablesAnswer } from '@/lib/api/hypertables';
import { bytes, bytesRange } from '@/lib/format/bytes';
import { counted } from '@/lib/format/count';
import { money } from '@/lib/format/money';

type Cost = NonNullable<NonNullable<HypertablesAnswer['totals']>['storage']>;
type Range = NonNullable<Cost['steadyMonthlyCost']>;

/** What each tablespace holds and costs a month, with the multiplication, today and once as much is dropped as arrives. */
export function StorageCost({ cost, description }: { readonly cost: Cost; readonly description: string }) {
  const { tiers, monthlyCost, steadyMonthlyCost, steadyBasis, tieredChunkCount } = cost;
  const price = (amount: string) => money(amount, cost.currency ?? undefined);
  return (
    <Card aria-label="Cost by tablespace">
      <CardHeader title="Cost by tablespace" description={description} />
      <div className="pt-2">
        <Table label="Cost by tablespace">
          <thead>
            <tr>
              <Th>Tablespace</Th>
              <Th align="end">Row store</Th>
              <Th align="end">Columnstore</Th>
              <Th align="end">A GiB and month</Th>
              <Th align="end">A month now</Th>
              <Th align="end">Settled, a month</Th>
            </tr>
          </thead>
          <tbody>
            {tiers.map((tier) => (
              <Tr key={tier.tablespace ?? ''}>
                <Td className="break-all font-medium">{tier.tablespace ?? 'default'}</Td>
                <Td align="end">{bytes(tier.rowBytes)}</Td>
                <Td align="end">{bytes(tier.columnBytes)}</Td>
                <Td align="end">
                  {tier.pricePerGibMonth === null ? (
                    <Unknown reason="no price is set (prices)" />
                  ) : (
                    price(tier.pricePerGibMonth)
                  )}
                </Td>
                <Amount
                  amount={tier.monthlyCost && price(tier.monthlyCost)}
                  arithmetic={`${bytes(tier.totalBytes)} × ${tier.pricePerGibMonth}`}
                  reason="no price is set (prices)"
                />
                <Amount
                  amount={tier.steadyMonthlyCost && range(tier.steadyMonthlyCost, price)}
                  arithmetic={
                    tier.steadyBytes && `${bytesRange(tier.steadyBytes)} × ${tier.pricePerGibMonth}`
                  }
                  reason={steadyReason(tier)}
                />
              </Tr>
            ))}
            {tieredChunkCount > 0 && (
              <Tr>
                <Td>Object store, {counted(tieredChunkCount, 'chunk')}</Td>
                <Td align="end" colSpan={5}>
                  <Unknown reason="what a cloud service keeps in its object store, and for how much, is not in SQL" />
                </Td>
              </Tr>
            )}
          </tbody>
          {tiers.length > 1 && monthlyCost !== null && (
            <tfoot>
              <Tr className="font-medium">
                <Td colSpan={4}>Sum</Td>
                <Td align="end">{price(monthlyCost)}</Td>
                <Td align="end">{steadyMonthlyCost && range(steadyMonthlyCost, price)}</Td>
              </Tr>
            </tfoot>
          )}
        </Table>
      </div>
      <p className="px-5 py-3 text-faint text-xs">
        Bytes × price, each line rounded once. {steadyBasis} Indexes are counted where their chunk lies.
      </p>
    </Card>
  );
}

function Amount({
  amount,
  arithmetic,
  reason,
}: {
  readonly amount: string | null;
  readonly arithmetic: string | null;
  readonly reason: string;
}) {
  return (
    <Td align="end">
      {amount === null ? (
        <Unknown reason={reason} />
      ) : (
        <>
          {amount}
          <span className="block text-faint text-xs">{arithmetic}</span>
        </>
      )}
    </Td>
  );
}

const steadyReason = ({ steadyBytes }: Cost['tiers'][number]) =>
  steadyBytes === null
    ? 'without retention, or without a measured ratio, it does not settle'
    : 'no price is set (prices)';

/** One amount where both round to the same. */
const range = ({ low, high }: Range, price: (amount: string) => string) =>
  low === high ? price(high) : `${low} to ${price(high)}`;
