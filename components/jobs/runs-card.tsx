'use client';
import { parseAsStringLiteral, useQueryState } from 'nuqs';
import { useMemo } from 'react';
import { RunTimeline, TIMELINE_LANE_PX } from '@/components/charts/run-timeline/run-timeline';
import { Card, CardBody, CardHeader } from '@/components/ui/card';
import { Segmented } from '@/components/ui/segmented';
import { State } from '@/components/ui/state';
import type { JobRow, JobsAnswer } from '@/lib/api/jobs';
import { jobName } from './job-name';
import { MOST_LANES, timelineRuns, timelineSummary } from './timeline-input';

const HOURS = { '1h': 1, '6h': 6, '24h': 24, '7d': 168 } as const;
const RANGES = ['1h', '6h', '24h', '7d'] as const;

/** The runs of the newest hours or days, a lane a job. */
export function RunsCard({
  jobs,
  answer,
}: {
  readonly jobs: readonly JobRow[];
  readonly answer: JobsAnswer;
}) {
  const [range, setRange] = useQueryState('range', parseAsStringLiteral(RANGES).withDefault('24h'));
  const shown = useMemo(() => jobs.slice(0, MOST_LANES), [jobs]);
  const lanes = useMemo(() => shown.map((job) => ({ id: String(job.jobId), label: jobName(job) })), [shown]);
  const runs = useMemo(() => timelineRuns(shown, answer.runs), [shown, answer.runs]);
  const toMs = answer.snapshotAt === null ? 0 : Date.parse(answer.snapshotAt);
  const fromMs = toMs - HOURS[range] * 3_600_000;
  const names = lanes.map(({ label }) => label);
  return (
    <Card>
      <CardHeader
        title="Runs"
        description={`UTC. ${jobs.length > shown.length ? `The ${shown.length} jobs that need a look first, of ${jobs.length}. ` : ''}A run is as wide as it took; failures are red and crossed.`}
        aside={
          <Segmented
            label="Range"
            segments={RANGES.map((id) => ({ id, label: id, title: `The last ${id}` }))}
            value={range}
            onChange={setRange}
          />
        }
      />
      <CardBody>
        {answer.runs.length === 0 ? (
          <State kind="unknown" title="No run is on record.">
            {answer.runsLimit}
          </State>
        ) : (
          <div className="flex gap-4">
            <ul className="w-56 shrink-0 text-xs max-sm:w-28">
              {lanes.map(({ id, label }) => (
                <li
                  key={id}
                  style={{ height: TIMELINE_LANE_PX }}
                  className="flex items-end border-line border-b pb-1"
                >
                  <span className="truncate" title={label}>
                    {label}
                  </span>
                </li>
              ))}
            </ul>
            <div className="min-w-0 flex-1">
              <RunTimeline
                lanes={lanes}
                runs={runs}
                fromMs={fromMs}
                toMs={toMs}
                summary={timelineSummary(names, runs, fromMs)}
              />
            </div>
          </div>
        )}
        {answer.runs.length > 0 && answer.runsLimit !== null && (
          <p className="mt-2 max-w-prose text-faint text-xs">{answer.runsLimit}</p>
        )}
      </CardBody>
    </Card>
  );
}
