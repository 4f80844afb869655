import type { Pool } from 'pg';
import type { Judgement } from '@/lib/rules/judge';
import { sql } from '@/lib/sql/statement';
import {
  afterDecision,
  afterSighting,
  type Decision,
  type FindingRecord,
  firstSeen,
  sightingOfAbsent,
} from './finding-life';

/** The lives of all findings of one database: in memory, where answers read them, and in the store. */
export class FindingBook {
  readonly #records: Map<string, FindingRecord>;

  constructor(records: readonly FindingRecord[]) {
    this.#records = new Map(records.map((record) => [record.key, record]));
  }

  get(key: string): FindingRecord | null {
    return this.#records.get(key) ?? null;
  }

  all(): readonly FindingRecord[] {
    return [...this.#records.values()];
  }

  /** Takes in a judgement; answers with the records that changed. */
  follow({ findings, outcomes, snapshotAt }: Judgement): readonly FindingRecord[] {
    const present = new Map(findings.map((finding) => [finding.key, finding]));
    const outcomeOf = new Map(outcomes.map((outcome) => [outcome.rule, outcome]));
    const changed: FindingRecord[] = [];
    for (const record of this.#records.values()) {
      const { rule, subject } = record.finding;
      const sighting = present.get(record.key) ?? sightingOfAbsent(outcomeOf.get(rule), subject);
      const next = sighting === null ? record : afterSighting(record, sighting, snapshotAt);
      if (next !== record) changed.push(next);
    }
    for (const finding of findings)
      if (!this.#records.has(finding.key))
        changed.push(firstSeen(finding, this.#nextNumber(changed), snapshotAt));
    for (const record of changed) this.#records.set(record.key, record);
    return changed;
  }

  /** What a decision would make of a finding; `keep` makes it so once it is stored. */
  decide(key: string, decision: Decision, at: string): FindingRecord | null {
    const record = this.#records.get(key);
    return record ? afterDecision(record, decision, at) : null;
  }

  keep(record: FindingRecord): void {
    this.#records.set(record.key, record);
  }

  #nextNumber(pending: readonly FindingRecord[]): number {
    return (
      [...this.#records.values(), ...pending].reduce((most, { number }) => Math.max(most, number), 0) + 1
    );
  }
}

export async function writeFindings(
  pool: Pool,
  databaseId: string,
  records: readonly FindingRecord[],
): Promise<void> {
  await pool.query(
    sql`INSERT INTO chunkwise_history.finding (database_id, key, record)
        SELECT $1, r->>'key', r FROM jsonb_array_elements($2) AS r
        ON CONFLICT (database_id, key) DO UPDATE SET record = excluded.record`,
    [databaseId, JSON.stringify(records)],
  );
}

export async function readFindings(pool: Pool): Promise<ReadonlyMap<string, readonly FindingRecord[]>> {
  const { rows } = await pool.query<{ databaseId: string; records: FindingRecord[] }>(
    sql`SELECT database_id AS "databaseId", jsonb_agg(record) AS records FROM chunkwise_history.finding GROUP BY 1`,
  );
  return new Map(rows.map(({ databaseId, records }) => [databaseId, records]));
}
