import type { Severity } from '../../rule';

/** A defect of plain PostgreSQL that can be planted on a native server beside all the others. */
export interface Defect {
  readonly rule: string;
  /** What makes it, statement by statement, each in a transaction of its own; objects in schemas of the defect's own. */
  readonly plant: readonly string[];
  /** What takes several sessions at once, after the statements. */
  readonly act?: (url: string) => Promise<unknown>;
  /** Settings that the server must be started with for it. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Sessions that stay open while the rules look, such as a transaction that nobody ends. */
  readonly hold?: readonly HeldSession[];
  /** All that the rule finds on this server. */
  readonly finds: readonly { readonly subject: readonly string[]; readonly severity: Severity }[];
}

export interface HeldSession {
  readonly statements: readonly string[];
  /** A last one that does not come back while the rules look, as it waits. */
  readonly waits?: string;
}
