import { ident, literal, type Sql, sql } from '@/lib/sql/statement';
import { END_MARK } from './marks';

/** One statement for each setting, for the transaction alone. */
export function setLocal(settings: Readonly<Record<string, string | number>>): Sql[] {
  return Object.entries(settings).map(
    ([name, value]) => sql`SET LOCAL ${ident(name)} = ${literal(value)} ${END_MARK};`,
  );
}
