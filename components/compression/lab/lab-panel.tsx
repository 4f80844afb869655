'use client';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import dynamic from 'next/dynamic';
import { parseAsString, useQueryState } from 'nuqs';
import { useEffect } from 'react';
import { Button } from '@/components/ui/button';
import { Card, CardBody, CardHeader } from '@/components/ui/card';
import { ProgressLine } from '@/components/ui/progress-line';
import { Select } from '@/components/ui/select';
import { useStream } from '@/components/ui/use-stream';
import type { CompressionRow } from '@/lib/api/compression';
import { type LabAnswer, labQuery, runLab } from '@/lib/api/lab';
import { bytes } from '@/lib/format/bytes';
import { count } from '@/lib/format/count';
import { LabFailure } from './lab-failure';

const LabReport = dynamic(() => import('./lab-report').then((part) => part.LabReport), { ssr: false });

/** Measures other settings on the reader's own rows: the choice of a hypertable, the run, and what it showed. */
export function LabPanel({
  databaseId,
  hypertables,
}: {
  readonly databaseId: string;
  readonly hypertables: readonly CompressionRow[];
}) {
  const [chosenName, setChosenName] = useQueryState('lab', parseAsString);
  // The panel comes after the page: a link to it found nothing to scroll to.
  useEffect(() => {
    if (location.hash === '#lab') document.getElementById('lab')?.scrollIntoView();
  }, []);
  const bySize = [...hypertables].sort((a, b) => b.totalBytes - a.totalBytes);
  const chosen = bySize.find((one) => nameOf(one) === chosenName) ?? bySize[0];
  if (!chosen) return null;
  return (
    <Card aria-labelledby="lab-title" className="scroll-mt-16 overflow-hidden" id="lab">
      <CardHeader
        id="lab-title"
        title="Lab"
        className="px-6 max-sm:px-4"
        description="Compresses a sample of your own rows under other settings, in a throw-away TimescaleDB on this machine, and projects the whole hypertable."
      />
      <div className="flex flex-wrap items-center gap-2 px-6 pt-3 max-sm:px-4">
        <Select
          label="Hypertable"
          showLabel
          options={bySize.map((one) => ({ value: nameOf(one), label: nameOf(one) }))}
          value={nameOf(chosen)}
          onChange={setChosenName}
          className="max-w-full"
        />
      </div>
      <LabRun key={chosen.hypertableId} databaseId={databaseId} hypertable={chosen} />
    </Card>
  );
}

const nameOf = ({ schema, name }: CompressionRow) => `${schema}.${name}`;

/** One hypertable's lab; leaving it ends what runs. */
function LabRun({
  databaseId,
  hypertable: { schema, name },
}: {
  readonly databaseId: string;
  readonly hypertable: CompressionRow;
}) {
  const client = useQueryClient();
  const query = useQuery(labQuery(databaseId, schema, name));
  const { progress, error, start, cancel } = useStream(
    (reader) => runLab(databaseId, schema, name, reader),
    (result) =>
      client.setQueryData<LabAnswer>(labQuery(databaseId, schema, name).queryKey, (known) =>
        known ? { ...known, result } : known,
      ),
  );
  const result = query.data?.result ?? null;
  return (
    <>
      <CardBody className="flex flex-col gap-3 px-6 max-sm:px-4">
        {progress ? (
          <div className="flex flex-wrap items-start gap-3">
            <div className="min-w-48 max-w-prose flex-1">
              <ProgressLine label="Progress of the lab" {...progress} />
            </div>
            <Button onClick={cancel}>Cancel</Button>
          </div>
        ) : (
          <div className="flex flex-wrap items-center gap-3">
            <Button variant={result ? 'secondary' : 'primary'} disabled={!query.data} onClick={start}>
              {result ? 'Measure again' : 'Measure on a sample'}
            </Button>
            {query.data && <WhatItReads answer={query.data} />}
          </div>
        )}
        {(error ?? query.error) && !progress && (
          <LabFailure error={error ?? query.error} answer={query.data} name={`${schema}.${name}`} />
        )}
      </CardBody>
      {result && !progress && <LabReport result={result} />}
    </>
  );
}

const WhatItReads = ({ answer: { mostRows, mostBytes } }: { readonly answer: LabAnswer }) => (
  <p className="min-w-0 max-w-prose flex-1 basis-64 text-faint text-xs">
    Takes at most {count(mostRows)} rows or {bytes(mostBytes)}, read-only, one statement at a time. To find
    them your server scans up to four chunks as a whole, large ones several times, which decompresses them;
    after 30 s a statement ends and the rest goes on without it. The rows leave your server only for the
    sandbox, which is destroyed afterwards. It needs SELECT on the table.
  </p>
);
