import { StatGrid, StatTile } from '@/components/ui/stat-tile';
import type { TableSummary, TablesAnswer } from '@/lib/api/tables';
import { bytes } from '@/lib/format/bytes';
import { count } from '@/lib/format/count';
import { percent } from '@/lib/format/ratio';
import { ageRatio } from './table-columns';

/** Whether vacuum keeps up, in four numbers. */
export function TableTiles({
  tables,
  answer,
}: {
  readonly tables: readonly TableSummary[];
  readonly answer: TablesAnswer;
}) {
  const needs = tables.flatMap(({ vacuumNeedRatio }) => vacuumNeedRatio ?? []);
  const wasted = tables.flatMap(({ wastedBytes }) => wastedBytes ?? []);
  const ages = tables.flatMap((table) => ageRatio(table) ?? []);
  const [nearest] = answer.sequences ?? [];
  return (
    <StatGrid label="Tables in numbers" perRow={4}>
      <StatTile
        label="Due for vacuum"
        value={needs.length === 0 ? null : count(needs.filter((need) => need >= 1).length)}
        unknownReason="this server keeps no statistics"
        detail={`${count(needs.filter((need) => need >= 2).length)} at twice their trigger`}
      />
      <StatTile
        label="Wasted, estimated"
        value={wasted.length === 0 ? null : bytes(wasted.reduce((sum, each) => sum + each, 0))}
        unknownReason="not estimated yet, or what it needs is hidden from this role"
        detail="rows packed anew"
      />
      <StatTile
        label="Oldest, of a forced vacuum"
        value={ages.length === 0 ? null : percent(Math.max(...ages))}
        detail={
          answer.idDaysLeft === null
            ? 'of the age at which it comes'
            : `ids last ${count(Math.floor(answer.idDaysLeft))} days without it`
        }
      />
      <StatTile
        label="Fullest sequence"
        value={nearest ? percent(nearest.usedRatio) : null}
        unknownReason={
          answer.sequences === null ? 'not collected yet' : 'no sequence with a value that may be read'
        }
        detail={nearest ? (nearest.ownerTable ?? `${nearest.schema}.${nearest.name}`) : 'none'}
      />
    </StatGrid>
  );
}
