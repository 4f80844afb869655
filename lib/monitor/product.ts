import { configurationFolder, currentConfiguration } from '@/lib/config/current-configuration';
import { watchTargets } from '@/lib/config/watch-targets';
import { History } from '@/lib/history/history';
import { LabBook } from '@/lib/lab/lab-book';
import { RehearsalBook } from '@/lib/lab/rehearsal/rehearsal-book';
import { TREND_REQUESTS } from '@/lib/rules/trend-requests';
import { trendsOf } from '@/lib/rules/trends';
import { Monitor } from './monitor';
import { verdictValues } from './verdict-values';

export interface Product {
  readonly monitor: Monitor;
  readonly history: History;
  readonly rehearsals: RehearsalBook;
  readonly labs: LabBook;
  readonly startedAt: string;
}

const holder = globalThis as typeof globalThis & { chunkwiseProduct?: Product };

/** What runs in this process, begun by the first who asks. On the global object, because bundles load modules anew. */
export function product(): Product {
  holder.chunkwiseProduct ??= started();
  return holder.chunkwiseProduct;
}

function started(): Product {
  const history = new History(historyUrl());
  const running = new Monitor((databaseId) => trendsOf(history.trends(databaseId, TREND_REQUESTS)));
  running.onRound((round) => {
    history.keepRound(round);
    const { judgement, target, snapshot } = round;
    if (judgement) history.keepValues(target.id, snapshot.takenAt, verdictValues(judgement, history));
  });
  running.follow(currentConfiguration().targets);
  watchTargets({
    env: process.env,
    folder: configurationFolder(),
    onTargets: (targets) => running.follow(targets),
    onFault: (line) => process.stderr.write(`${line}\n`),
  });
  return {
    monitor: running,
    history,
    rehearsals: new RehearsalBook(),
    labs: new LabBook(),
    startedAt: new Date().toISOString(),
  };
}

/** A server of the user's own, or the embedded engine of the launcher that started this process. */
function historyUrl(): string {
  return (
    currentConfiguration().historyUrl ??
    process.env.CHUNKWISE_HISTORY_URL ??
    'postgres://localhost/chunkwise_history'
  );
}
