import type { z } from 'zod';
import type { storageCost as schema } from '@/lib/api/hypertables-schema';
import type { Row } from '@/lib/collect/snapshot';
import type { ChunkPace } from '@/lib/derive/chunk-pace';
import { columnstoreRatio } from '@/lib/derive/columnstore-ratio';
import { steadyState } from '@/lib/derive/steady-state';
import { type StorageTier, storageTiers, tierAges } from '@/lib/derive/storage-tiers';
import { monthlyCostOf, priceOf, sumOfMoney } from '@/lib/rules/monthly-cost';
import type { Profile } from '@/lib/rules/rule';

type StorageCost = z.infer<typeof schema>;
type Range = { readonly low: number; readonly high: number };

/** Bytes of one or more hypertables by tablespace, now and once as much is dropped as arrives. */
export interface StorageUse {
  readonly tiers: readonly (StorageTier & { readonly steadyBytes: Range | null })[];
  /** How the settled bytes were divided; null where they are not known. */
  readonly steadyBasis: string | null;
  readonly tieredChunkCount: number;
}

interface Settling {
  readonly pace: ChunkPace | undefined;
  readonly policies: readonly Row<'policies'>[] | null;
  readonly presentUnits: number | null;
  readonly defaultTablespace: string | null;
}

/** What one hypertable takes on each tablespace. */
export function storageUse(
  chunks: readonly Row<'chunks'>[],
  { pace, policies, presentUnits, defaultTablespace }: Settling,
): StorageUse {
  const tiers = storageTiers(chunks, defaultTablespace);
  const ratio = columnstoreRatio(chunks);
  const within = (youngerThan: number) =>
    pace && policies ? steadyState(pace, ratio, policies, youngerThan) : null;
  const settled = within(Number.POSITIVE_INFINITY);
  const ages = tierAges(chunks, presentUnits, defaultTablespace);
  const total = tiers.reduce((sum, tier) => sum + bytesOf(tier), 0);
  const byAge = (tier: StorageTier): Range | null => {
    const at = ages?.findIndex(({ tablespace }) => tablespace === tier.tablespace) ?? -1;
    const upTo = within(ages?.[at]?.youngerThan ?? 0);
    const younger = within(ages?.[at - 1]?.youngerThan ?? 0);
    return upTo && younger && { low: upTo.low - younger.low, high: upTo.high - younger.high };
  };
  const byShare = (tier: StorageTier): Range | null =>
    settled && total > 0
      ? { low: (settled.low * bytesOf(tier)) / total, high: (settled.high * bytesOf(tier)) / total }
      : null;
  const divided = ages ? byAge : byShare;
  return {
    tiers: tiers.map((tier) => ({ ...tier, steadyBytes: rounded(divided(tier)) })),
    steadyBasis: settled && basisOf(tiers.length, ages !== null),
    tieredChunkCount: chunks.filter(({ isTiered }) => isTiered).length,
  };
}

function basisOf(tierCount: number, isByAge: boolean): string {
  if (tierCount === 1) return 'All chunks lie on one tablespace.';
  return isByAge
    ? 'Chunks move on at the age at which they lie on the next tablespace today.'
    : 'Divided as the bytes of today are: the ages of chunks on its tablespaces overlap.';
}

/** The same for many: what is not known to settle is counted at its size of today. */
export function storageUseOfAll(uses: readonly StorageUse[]): StorageUse {
  const tiers = new Map<string | null, StorageUse['tiers'][number]>();
  for (const tier of uses.flatMap((use) => use.tiers)) {
    const known = tiers.get(tier.tablespace);
    const today = { low: bytesOf(tier), high: bytesOf(tier) };
    const steady = tier.steadyBytes ?? today;
    tiers.set(tier.tablespace, {
      tablespace: tier.tablespace,
      chunkCount: (known?.chunkCount ?? 0) + tier.chunkCount,
      rowBytes: (known?.rowBytes ?? 0) + tier.rowBytes,
      columnBytes: (known?.columnBytes ?? 0) + tier.columnBytes,
      steadyBytes: {
        low: (known?.steadyBytes?.low ?? 0) + steady.low,
        high: (known?.steadyBytes?.high ?? 0) + steady.high,
      },
    });
  }
  const unsettled = uses.filter(
    ({ tiers: own, steadyBasis }) => own.length > 0 && steadyBasis === null,
  ).length;
  const isKnown = uses.some(({ steadyBasis }) => steadyBasis !== null);
  return {
    tiers: [...tiers.values()].map((tier) => (isKnown ? tier : { ...tier, steadyBytes: null })),
    steadyBasis: isKnown
      ? `Each as on its own screen${unsettled === 0 ? '' : `; ${unsettled} of ${uses.length} are not known to settle and are counted at their size of today`}.`
      : null,
    tieredChunkCount: uses.reduce((sum, use) => sum + use.tieredChunkCount, 0),
  };
}

/** What that costs a month: each tablespace at its price, rounded once, so that the lines add up to the sum. */
export function storageCostOf({ tiers, ...use }: StorageUse, profile: Profile): StorageCost {
  const lines = tiers.map((tier) => {
    const price = priceOf(profile, tier.tablespace);
    const cost = (bytes: number) => (price === undefined ? null : monthlyCostOf(bytes, price));
    const [low, high] = tier.steadyBytes ? [cost(tier.steadyBytes.low), cost(tier.steadyBytes.high)] : [];
    return {
      ...tier,
      totalBytes: bytesOf(tier),
      pricePerGibMonth: price ?? null,
      monthlyCost: cost(bytesOf(tier)),
      steadyMonthlyCost: low && high ? { low, high } : null,
    };
  });
  const low = sumOf(lines.map(({ steadyMonthlyCost }) => steadyMonthlyCost?.low ?? null));
  const high = sumOf(lines.map(({ steadyMonthlyCost }) => steadyMonthlyCost?.high ?? null));
  return {
    ...use,
    tiers: lines,
    monthlyCost: sumOf(
      lines.map(({ monthlyCost }) => monthlyCost),
      profile,
    ),
    steadyMonthlyCost: low !== null && high !== null && use.steadyBasis !== null ? { low, high } : null,
    currency: profile.currency ?? null,
  };
}

/** Not known when a part is not known, and nothing costs nothing only where there is a price. */
function sumOf(amounts: readonly (string | null)[], profile?: Profile): string | null {
  const known = amounts.filter((amount) => amount !== null);
  if (known.length < amounts.length) return null;
  return amounts.length === 0 && profile?.pricePerGibMonth === undefined ? null : sumOfMoney(known);
}

const bytesOf = ({ rowBytes, columnBytes }: StorageTier) => rowBytes + columnBytes;
const rounded = (range: Range | null): Range | null =>
  range && { low: Math.round(range.low), high: Math.round(range.high) };
