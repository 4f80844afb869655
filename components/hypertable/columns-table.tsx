import { Badge } from '@/components/ui/badge';
import { State } from '@/components/ui/state';
import { Table, Td, Th, Tr } from '@/components/ui/table';
import { Unknown } from '@/components/ui/unknown';
import type { HypertableAnswer } from '@/lib/api/hypertable';
import { count } from '@/lib/format/count';
import { percent } from '@/lib/format/ratio';

type Column = NonNullable<HypertableAnswer['columns']>[number];

const ROLES: Record<Column['role'], string | null> = {
  time: 'time',
  segmentby: 'segment by',
  orderby: 'order by',
  plain: null,
};

/** The hypertable's columns with what the columnstore does with them and what the planner knows of them. */
export function ColumnsTable({ columns }: { readonly columns: readonly Column[] | null }) {
  if (columns === null) return <State kind="unknown" title="Columns could not be read." />;
  return (
    <Table label="Columns">
      <thead>
        <tr>
          <Th>Column</Th>
          <Th>Type</Th>
          <Th>In the columnstore</Th>
          <Th align="end">Distinct values</Th>
          <Th align="end">Width</Th>
          <Th align="end">Correlation</Th>
        </tr>
      </thead>
      <tbody>
        {columns.map((column) => (
          <Tr key={column.name}>
            <Td className="break-all font-medium">{column.name}</Td>
            <Td className="text-muted">
              {column.type}
              {column.isNotNull && <span className="text-faint"> not null</span>}
            </Td>
            <Td>
              {ROLES[column.role] === null ? (
                <span className="text-faint">–</span>
              ) : (
                <Badge>{ROLES[column.role]}</Badge>
              )}
            </Td>
            <Td align="end">
              <Distinct value={column.distinctValues} />
            </Td>
            <Td align="end">
              {column.averageWidthBytes === null ? <NoStatistics /> : `${column.averageWidthBytes} B`}
            </Td>
            <Td align="end">
              {column.correlation === null ? <NoStatistics /> : column.correlation.toFixed(2)}
            </Td>
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}

/** As the planner keeps it: a count, or, negative, a share of all rows. */
function Distinct({ value }: { readonly value: number | null }) {
  if (value === null) return <NoStatistics />;
  return value < 0 ? `${percent(-value)} of the rows` : count(value);
}

function NoStatistics() {
  return <Unknown reason="never analysed, or this role may not read the column’s statistics" />;
}
