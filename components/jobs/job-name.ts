import type { JobRow } from '@/lib/api/jobs';

const KINDS: Record<JobRow['kind'], string> = {
  columnstore: 'columnstore',
  retention: 'retention',
  refresh: 'refresh',
  reorder: 'reorder',
  compaction: 'compaction',
  telemetry: 'telemetry',
  custom: 'user-defined',
  internal: 'internal',
};

/** What a person calls a job: `retention of public.metrics`; without a hypertable, its procedure. */
export function jobName({
  kind,
  hypertable,
  procedureSchema,
  procedureName,
}: Pick<JobRow, 'kind' | 'hypertable' | 'procedureSchema' | 'procedureName'>): string {
  if (hypertable && kind !== 'custom' && kind !== 'internal') {
    return `${KINDS[kind]} of ${hypertable.schema}.${hypertable.name}`;
  }
  if (kind === 'telemetry') return 'telemetry';
  return `${procedureSchema}.${procedureName}`;
}
