import { z } from 'zod';
import { collect } from '@/lib/collect/collector';
import type { ArtifactName, Artifacts } from '@/lib/collect/snapshot';
import { collectors } from '@/lib/collect/snapshot';
import type { Database } from '@/lib/db/database';
import type { ServerFacts } from '@/lib/db/server';

/** What advice changes, by our own collectors: what identifies a row, and which of its fields are settings and not measurements. */
const STATE = {
  hypertables: {
    key: ['schema', 'name'],
    fields: ['columnstoreEnabled', 'integerNowFunction', 'tablespaces'],
  },
  dimensions: {
    key: ['hypertableId', 'column'],
    fields: ['chunkIntervalSeconds', 'chunkIntervalUnits', 'partitionCount'],
  },
  hypertableIndexes: {
    key: ['schema', 'name'],
    fields: ['definition', 'isValid', 'chunkIndexes', 'chunksWithout'],
  },
  compressionSettings: {
    key: ['hypertableId'],
    fields: ['segmentBy', 'orderBy', 'orderByDescending', 'orderByNullsFirst'],
  },
  continuousAggregates: { key: ['schema', 'name'], fields: ['isMaterializedOnly', 'watermarkUnits'] },
  policies: { key: ['kind', 'hypertableId'], fields: ['scheduled', 'scheduleIntervalSeconds', 'config'] },
  jobs: {
    key: ['procedureName', 'hypertableId'],
    fields: ['scheduled', 'config', 'maxRuntimeSeconds', 'maxRetries'],
  },
  chunks: { key: ['name'], fields: ['isCompressed', 'isPartial', 'isUnordered', 'isFrozen'] },
} as const satisfies Partial<Record<ArtifactName, { key: readonly string[]; fields: readonly string[] }>>;

/** A row's identity → its settings as text. */
export type State = ReadonlyMap<string, string>;

const row = z.record(z.string(), z.unknown());

/** The state of everything in a sandbox that an undo has to put back. */
export async function stateOf(database: Database, server: ServerFacts): Promise<State> {
  const state = new Map<string, string>();
  for (const [name, { key, fields }] of Object.entries(STATE)) {
    const collector = collectors[name as keyof Artifacts];
    const artifact = await collect<unknown>(database, server, collector);
    if (artifact.status !== 'ok') continue;
    for (const found of row.array().parse(artifact.rows)) {
      const identity = key.map((part) => String(found[part] ?? '')).join('.');
      state.set(
        `${collector.name} ${identity}`,
        JSON.stringify(fields.map((field) => [field, found[field] ?? null])),
      );
    }
  }
  return state;
}

/** Whether a line of `differences` is about what became of rows, and not about a setting: a new chunk has its indexes, too. */
export const isOfRows = (line: string): boolean =>
  /^chunks |^continuousAggregates .*: watermarkUnits was [^;]*$|^hypertableIndexes .*: chunkIndexes was \d+, is \d+$/.test(
    line,
  );

/** Enough to see what kind of thing was left. */
const MOST_LINES = 12;

export const shortened = (lines: readonly string[]): readonly string[] =>
  lines.length > MOST_LINES
    ? [...lines.slice(0, MOST_LINES), `and ${lines.length - MOST_LINES} more`]
    : lines;

/** What differs, a line each: `policies retention.12: is there, was not`. */
export function differences(before: State, after: State): string[] {
  return [...new Set([...before.keys(), ...after.keys()])].sort().flatMap((identity) => {
    const [was, is] = [before.get(identity), after.get(identity)];
    if (was === is) return [];
    if (was === undefined) return [`${identity}: is there, was not`];
    if (is === undefined) return [`${identity}: is gone`];
    return [`${identity}: ${changes(was, is)}`];
  });
}

const fieldsOf = z.array(z.tuple([z.string(), z.unknown()]));

function changes(was: string, is: string): string {
  const after = new Map(fieldsOf.parse(JSON.parse(is)));
  return fieldsOf
    .parse(JSON.parse(was))
    .filter(([field, value]) => JSON.stringify(value) !== JSON.stringify(after.get(field)))
    .map(([field, value]) => `${field} was ${JSON.stringify(value)}, is ${JSON.stringify(after.get(field))}`)
    .join('; ');
}
