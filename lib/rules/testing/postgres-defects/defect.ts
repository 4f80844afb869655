import type { Severity } from '../../rule';

/** A defect of plain PostgreSQL that can be planted on a native server beside all the others. */
export interface Defect {
  readonly rule: string;
  /** What makes it, statement by statement, each in a transaction of its own; objects in schemas of the defect's own. */
  readonly plant: readonly string[];
  /** Settings that the server must be started with for it. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Statements of one session that stays open while the rules look, such as a transaction that nobody ends. */
  readonly hold?: readonly string[];
  /** All that the rule finds on this server. */
  readonly finds: readonly { readonly subject: readonly string[]; readonly severity: Severity }[];
}
