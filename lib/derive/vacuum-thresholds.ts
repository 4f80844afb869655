import type { Row } from '@/lib/collect/snapshot';

type Table = Pick<Row<'tables'>, 'options' | 'estimatedRows' | 'frozenRatio'>;
type Setting = Pick<Row<'settings'>, 'name' | 'setting'>;

/** When autovacuum sets out for a table: past any of these numbers of rows, or at these ages in any case. */
export interface VacuumThresholds {
  /** Off for the table; the ages count all the same. */
  readonly isEnabled: boolean;
  readonly deadRows: number;
  /** Null where inserts alone never make it come. */
  readonly insertedRows: number | null;
  readonly modifiedRows: number;
  readonly freezeXidAge: number;
  readonly freezeMultixactAge: number;
}

/**
 * The thresholds as the server computes them (relation_needs_vacanalyze): the table's own storage options before the
 * settings, the planner's row count (0 until it is known), from 18 with a cap and for inserts only the part of the
 * table that is not frozen. Null where a setting is not known.
 */
export function vacuumThresholds(
  { options, estimatedRows, frozenRatio }: Table,
  settings: readonly Setting[],
): VacuumThresholds | null {
  const own = new Map(options.map((option) => [option.split('=')[0], option.slice(option.indexOf('=') + 1)]));
  const global = (name: string) => {
    const value = settings.find((setting) => setting.name === name)?.setting;
    return value === undefined || value === null ? null : Number(value);
  };
  const number = (name: string) => (own.has(name) ? Number(own.get(name)) : global(name));
  const rows = Math.max(0, estimatedRows ?? 0);
  const past = (threshold: string, scaleFactor: string, ofRows = rows) => {
    const [least, scale] = [number(threshold), number(scaleFactor)];
    return least === null || scale === null ? null : least + scale * ofRows;
  };

  const dead = past('autovacuum_vacuum_threshold', 'autovacuum_vacuum_scale_factor');
  const modified = past('autovacuum_analyze_threshold', 'autovacuum_analyze_scale_factor');
  const inserted = past(
    'autovacuum_vacuum_insert_threshold',
    'autovacuum_vacuum_insert_scale_factor',
    rows * (1 - (frozenRatio ?? 0)),
  );
  const xidAge = global('autovacuum_freeze_max_age');
  const multixactAge = global('autovacuum_multixact_freeze_max_age');
  if (dead === null || modified === null || inserted === null || xidAge === null || multixactAge === null)
    return null;

  // PostgreSQL 18+; −1 turns the cap off.
  const cap = number('autovacuum_vacuum_max_threshold') ?? -1;
  return {
    isEnabled: !isOff(own.get('autovacuum_enabled')),
    deadRows: cap >= 0 ? Math.min(dead, cap) : dead,
    insertedRows: (number('autovacuum_vacuum_insert_threshold') ?? -1) < 0 ? null : inserted,
    modifiedRows: modified,
    // A table can only ask for less than the server.
    freezeXidAge: Math.min(xidAge, number('autovacuum_freeze_max_age') ?? xidAge),
    freezeMultixactAge: Math.min(multixactAge, number('autovacuum_multixact_freeze_max_age') ?? multixactAge),
  };
}

/** As PostgreSQL reads a boolean, which may be any beginning of these words. */
const isOff = (value: string | undefined) =>
  value !== undefined && /^(f|fa|fal|fals|false|n|no|of|off|0)$/i.test(value);
