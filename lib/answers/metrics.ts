import { Gauge, Registry } from 'prom-client';
import { artifactRows } from '@/lib/derive/artifact-rows';
import type { Metric } from '@/lib/derive/metrics';
import { METRICS } from '@/lib/derive/metrics';
import { subjectText } from '@/lib/derive/subject-text';
import type { DatabaseView } from './database-view';
import { viewScore } from './findings';
import { countBySeverity, openFindings } from './open-findings';

/** Of the database itself; what hypertables have is labelled with their names. There is never a series per chunk. */
const OF_DATABASE: readonly Metric[] = [
  'connections',
  'activeSessions',
  'idleInTransactionSessions',
  'blockedSessions',
  'oldestTransactionSeconds',
  'transactionsPerSecond',
  'cacheHitRatio',
  'walBytesPerSecond',
  'replicationLagBytes',
  'replicationLagSeconds',
  'lockTableRatio',
  'databaseBytes',
  'jobsFailing',
  'score',
  'uncompressedBytes',
  'hypertableBytes',
  'columnstoreRatio',
];
const OF_HYPERTABLE: readonly Metric[] = [
  'totalBytes',
  'rowBytes',
  'columnBytes',
  'ratio',
  'rows',
  'chunkCount',
];

/** Prometheus text of every database. What is not known has no sample. */
export async function metricsText(views: readonly DatabaseView[], nowMs: number): Promise<string> {
  const registry = new Registry();
  addStates(registry, views, nowMs);
  addCosts(registry, views);
  for (const metric of OF_DATABASE) addMetric(registry, views, metric);
  for (const metric of OF_HYPERTABLE) addHypertableMetric(registry, views, metric);
  return registry.metrics();
}

function gauge(registry: Registry, name: string, help: string, ...labels: readonly string[]): Gauge {
  return new Gauge({
    name: `chunkwise_${name}`,
    help,
    labelNames: ['database', ...labels],
    registers: [registry],
  });
}

function addStates(registry: Registry, views: readonly DatabaseView[], nowMs: number): void {
  const up = gauge(registry, 'up', 'Whether the database could be read at the last attempt');
  const age = gauge(registry, 'snapshot_age_seconds', 'Age of the newest snapshot');
  const findings = gauge(registry, 'findings', 'Open findings', 'severity');
  const category = gauge(registry, 'category_score', METRICS.categoryScore, 'category');
  for (const view of views) {
    const database = view.target.id;
    up.set({ database }, view.problem === null && view.snapshot !== null ? 1 : 0);
    if (view.snapshot) age.set({ database }, (nowMs - Date.parse(view.snapshot.takenAt)) / 1_000);
    if (!view.judgement) continue;
    for (const [severity, count] of Object.entries(countBySeverity(openFindings(view))))
      findings.set({ database, severity }, count);
    for (const each of viewScore(view).categories)
      if (each.score !== null) category.set({ database, category: each.category }, each.score);
  }
}

function addCosts(registry: Registry, views: readonly DatabaseView[]): void {
  const cost = gauge(registry, 'collector_milliseconds', METRICS.collectorMilliseconds, 'collector');
  for (const { target, costs } of views)
    for (const { collector, lastTookMs } of costs)
      if (lastTookMs !== null) cost.set({ database: target.id, collector }, lastTookMs);
}

function addMetric(registry: Registry, views: readonly DatabaseView[], metric: Metric): void {
  const of = gauge(registry, snakeCase(metric), METRICS[metric]);
  for (const view of views) {
    const latest = view.latest(metric);
    if (latest) of.set({ database: view.target.id }, latest.value);
  }
}

function addHypertableMetric(registry: Registry, views: readonly DatabaseView[], metric: Metric): void {
  const of = gauge(registry, `hypertable_${snakeCase(metric)}`, METRICS[metric], 'hypertable');
  for (const view of views)
    for (const { subject, value } of latestOfHypertables(view, metric))
      of.set({ database: view.target.id, hypertable: subject }, value);
}

function latestOfHypertables(view: DatabaseView, metric: Metric): { subject: string; value: number }[] {
  return (artifactRows(view.snapshot, 'hypertables') ?? []).flatMap(({ schema, name }) => {
    const subject = subjectText([schema, name]);
    const latest = view.latest(metric, subject);
    return latest ? [{ subject, value: latest.value }] : [];
  });
}

const snakeCase = (name: string) => name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
