import { useState } from 'react';
import { CardSection } from '@/components/advice/card-section';
import { RelativeTime } from '@/components/ui/relative-time';
import type { LabResult } from '@/lib/api/lab';
import { bytes, bytesRange } from '@/lib/format/bytes';
import { counted } from '@/lib/format/count';
import { duration } from '@/lib/format/duration';
import { LabAdvice } from './lab-advice';
import { LabCandidates } from './lab-candidates';
import { LabColumns } from './lab-columns';
import { LabSampleFacts } from './lab-sample-facts';

/** What a run showed: the verdict, every candidate, the columns of one of them, the advice, and what was sampled. */
export function LabReport({ result }: { readonly result: LabResult }) {
  const { candidates, winnerId, verdict, tradeOff, savedBytes, before, converted } = result;
  const { takenAt, tookSeconds } = result;
  const [chosenId, setChosenId] = useState<string | null>(null);
  const shown =
    candidates.find(({ id }) => id === (chosenId ?? winnerId)) ?? candidates.find(({ measured }) => measured);
  return (
    <>
      <CardSection title="What it showed">
        <p className="max-w-prose text-base text-ink">{verdict}</p>
        {tradeOff !== null && <p className="max-w-prose text-muted text-sm">{tradeOff}</p>}
        <p className="max-w-prose text-faint text-xs">
          {savedBytes && savedBytes.high > 0 && (
            <>
              Saves {bytesRange(savedBytes)} in {counted(converted.chunks, 'chunk')} of{' '}
              {bytes(converted.bytes)} as rows that the statements convert.{' '}
            </>
          )}
          Projected for {counted(before.chunks, 'chunk')} of {bytes(before.bytes)} as rows, all of them
          compressed; the margin is that of 95% confidence. Measured <RelativeTime at={takenAt} /> in{' '}
          {duration(tookSeconds)}.
        </p>
      </CardSection>
      <section aria-label="Candidates" className="border-line border-t">
        <LabCandidates result={result} shownId={shown?.id ?? null} onShow={setChosenId} />
      </section>
      {shown?.measured && <LabColumns candidate={shown} measured={shown.measured} />}
      <LabAdvice result={result} />
      <LabSampleFacts result={result} />
    </>
  );
}
