import type { Row } from '@/lib/collect/snapshot';
import { chunkBytes } from '@/lib/derive/chunk-bytes';
import { chunksOf } from '@/lib/derive/grouped-chunks';
import { bytes } from '@/lib/format/bytes';
import { count, counted } from '@/lib/format/count';
import { countOlderThan, freezeHypertable } from '@/lib/sql/chunk-upkeep';
import { type Advice, defineRule, type Finding, type RuleContext, type Severity } from '../rule';
import { vacuumStep } from '../shared/chunks/vacuum-step';
import { numberOf } from '../shared/settings/setting-advice';

const SETTING = 'autovacuum_freeze_max_age';
/** CHK-17: from here on it is worth doing in a quiet hour, before autovacuum does it in any. */
const SOON_RATIO = 0.75;
/** Autovacuum begins at 1; a tenth later it has not kept up. */
const LATE_RATIO = 1.1;
/** CHK-17: it does not get there by itself. */
const CRITICAL_RATIO = 1.5;
/** Fewer chunks autovacuum freezes beside its other work, without anybody noticing. */
const MANY_CHUNKS = 100;

type Chunk = Row<'chunks'>;

export default defineRule({
  meta: {
    id: 'hypertables/xid-age',
    title: 'Chunks come near the age at which they must be frozen',
    why: 'At that age autovacuum reads every chunk as a whole, even where it is off, and does not give way to statements that alter the table. Chunks of one time come of age together; where it cannot finish, the server stops taking writes at two billion transactions.',
    source: 'https://www.postgresql.org/docs/current/routine-vacuuming.html#VACUUM-FOR-WRAPAROUND',
    needs: ['hypertables', 'chunks', 'settings'],
    facts: {
      oldestXidAge: {
        label: 'Age of the oldest chunk, in transactions',
        source: 'age(pg_class.relfrozenxid)',
      },
      freezeMaxAge: { label: SETTING, source: 'pg_settings' },
      oldChunks: { label: 'Chunks past three quarters of it', source: 'age(pg_class.relfrozenxid)' },
      oldBytes: { label: 'Their size', source: 'pg_total_relation_size' },
    },
  },
  check({ hypertables, chunks, settings }, context) {
    if (hypertables.length === 0) return { notApplicable: 'There is no hypertable' };
    const setting = settings.find(({ name }) => name === SETTING);
    if (!setting) return { notRun: `${SETTING}: not among the settings that were read` };
    const freezeMaxAge = numberOf(setting);
    return hypertables.flatMap((hypertable) => {
      const old = chunksOf(chunks, hypertable.hypertableId).filter(
        (chunk) => !chunk.isTiered && ageOf(chunk) > SOON_RATIO * freezeMaxAge,
      );
      const oldest = Math.max(0, ...old.map(ageOf));
      const severity = severityOf(oldest / freezeMaxAge, old.length);
      return severity ? [finding(hypertable, old, oldest, freezeMaxAge, severity, context)] : [];
    });
  },
});

/** Of the older of its two parts. */
const ageOf = ({ xidAge, columnXidAge }: Chunk) => Math.max(xidAge, columnXidAge ?? 0);

function severityOf(ratio: number, chunkCount: number): Severity | null {
  if (ratio > CRITICAL_RATIO) return 'critical';
  if (ratio > LATE_RATIO) return 'warning';
  return ratio > SOON_RATIO && chunkCount >= MANY_CHUNKS ? 'notice' : null;
}

function finding(
  hypertable: Row<'hypertables'>,
  old: readonly Chunk[],
  oldestXidAge: number,
  freezeMaxAge: number,
  severity: Severity,
  context: RuleContext,
): Finding {
  const { schema, name } = hypertable;
  const oldBytes = chunkBytes(old);
  return {
    subject: [schema, name],
    severity,
    confidence: 'high',
    title: `Freeze ${counted(old.length, 'chunk')} of ${schema}.${name}`,
    detail: `The oldest is ${count(oldestXidAge)} transactions old, ${Math.round((100 * oldestXidAge) / freezeMaxAge)} % of ${SETTING}. ${
      severity === 'notice'
        ? `${counted(old.length, 'chunk')} (${bytes(oldBytes)}) will come of age together.`
        : 'Autovacuum should have frozen it: it has no worker left, or an old transaction, a replication slot or a prepared transaction holds it up.'
    }`,
    facts: { oldestXidAge, freezeMaxAge, oldChunks: old.length, oldBytes },
    impact: {
      prevents:
        severity === 'notice'
          ? 'many vacuums at once that give way to nobody'
          : 'a server that refuses writes',
      basis: `${counted(old.length, 'chunk')} with ${count(oldBytes)} bytes ${old.length === 1 ? 'is' : 'are'} past ${SOON_RATIO * 100} % of ${count(freezeMaxAge)} transactions.`,
    },
    ...adviceOf(hypertable, oldBytes, Math.floor(SOON_RATIO * freezeMaxAge), context),
  };
}

/** The hypertable as a whole: until 2.28 that of a single chunk does not reach its column part. */
function adviceOf(
  hypertable: Row<'hypertables'>,
  oldBytes: number,
  soonAge: number,
  { server: { timescale } }: RuleContext,
): { readonly advice?: Advice } {
  if (!timescale) return {};
  return {
    advice: {
      steps: [
        vacuumStep(
          freezeHypertable(hypertable),
          oldBytes,
          'old chunks',
          '; chunks that are frozen already are passed over quickly',
        ),
      ],
      undo: { impossible: 'Not needed: rows are marked as visible to all, which they are.' },
      verify: {
        sql: countOlderThan(timescale, hypertable, soonAge),
        expect: '0 — where it is not, an older transaction or a replication slot holds it up',
      },
      worsens: 'Pages that it marks are written, into the write-ahead log too.',
      role: `owner of ${hypertable.schema}.${hypertable.name}`,
      deletesData: false,
      notRehearsable: 'A sandbox is young: none of its chunks is old enough to be frozen.',
      note: 'Choose a quiet hour; vacuum_cost_delay makes it gentler. It can be stopped and run again: finished chunks stay finished. End transactions and drop slots that are older than the chunks first, else it marks nothing.',
    },
  };
}
