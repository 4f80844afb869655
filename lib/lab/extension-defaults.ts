import type pg from 'pg';
import type { ColumnOrder } from '@/lib/sql/columnstore';
import { joined, literal, sql } from '@/lib/sql/statement';
import type { LabSettings } from './candidates';
import { regclassOf, type SampleTable } from './sample-tables';

/** What TimescaleDB itself would choose for these rows and indexes. */
export async function extensionDefaults(sandbox: pg.Client, table: SampleTable): Promise<LabSettings> {
  const { rows: segments } = await sandbox.query<{ columns: string[] | null }>(
    sql`SELECT ARRAY(SELECT jsonb_array_elements_text(d->'columns')) AS columns
          FROM _timescaledb_functions.get_segmentby_defaults(${regclassOf(table)}) d`,
  );
  const segmentBy = segments[0]?.columns ?? [];
  const { rows: orders } = await sandbox.query<{ clauses: string[] | null }>(
    sql`SELECT ARRAY(SELECT jsonb_array_elements_text(d->'clauses')) AS clauses
          FROM _timescaledb_functions.get_orderby_defaults(${regclassOf(table)}, ARRAY[${joined(segmentBy.map(literal), ', ')}]::text[]) d`,
  );
  return { segmentBy, orderBy: (orders[0]?.clauses ?? []).map(orderOf) };
}

/** `"time" DESC NULLS LAST`, the name quoted where it needs to be. */
export function orderOf(clause: string): ColumnOrder {
  const [, name = clause, direction, nulls] =
    /^(.*?)(?:\s+(ASC|DESC))?(?:\s+NULLS\s+(FIRST|LAST))?$/is.exec(clause.trim()) ?? [];
  const column = name.startsWith('"') && name.endsWith('"') ? name.slice(1, -1).replaceAll('""', '"') : name;
  const descending = direction?.toUpperCase() === 'DESC';
  return { column, descending, ...(nulls && { nullsFirst: nulls.toUpperCase() === 'FIRST' }) };
}
