import type { TableSummary } from '@/lib/api/tables';
import { subjectText } from '@/lib/derive/subject-text';

/** A table in an address, as in a finding's key. */
export const tableKey = ({ schema, name }: Pick<TableSummary, 'schema' | 'name'>): string =>
  subjectText([schema, name]);
