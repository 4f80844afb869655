'use client';
import { FindingLinks } from '@/components/hypertable/finding-links';
import { Button } from '@/components/ui/button';
import { Card, CardHeader } from '@/components/ui/card';
import { SqlBlock } from '@/components/ui/sql-block';
import type { IndexRow } from './index-row';

/** One index: its definition, and what is said about it. */
export function IndexPanel({
  databaseId,
  row,
  onClose,
}: {
  readonly databaseId: string;
  readonly row: IndexRow;
  readonly onClose: () => void;
}) {
  return (
    <Card className="overflow-hidden">
      <CardHeader
        title={<span className="break-all">{row.name}</span>}
        description={`of ${row.schema}.${row.tableName}${row.isConstraint ? '; a constraint needs it' : ''}`}
        aside={
          <Button size="sm" onClick={onClose}>
            Close
          </Button>
        }
      />
      <div className="px-5 py-4">
        <SqlBlock sql={`${row.definition};`} title="Definition" />
      </div>
      <FindingLinks databaseId={databaseId} findings={row.findings} label="Findings about this index" />
    </Card>
  );
}
