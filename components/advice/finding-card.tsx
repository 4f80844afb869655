'use client';
import clsx from 'clsx';
import { Badge } from '@/components/ui/badge';
import { RelativeTime } from '@/components/ui/relative-time';
import { SeverityMark } from '@/components/ui/severity';
import type { WireFinding } from '@/lib/api/findings';
import { CardBasis } from './card-basis';
import { CardCosts } from './card-costs';
import { CardEffect } from './card-effect';
import { CardEvidence } from './card-evidence';
import { CardHypotheticalIndex } from './card-hypothetical-index';
import { CardLife } from './card-life';
import { CardRehearsal } from './card-rehearsal';
import { CardSection } from './card-section';
import { CardSteps } from './card-steps';
import { CardCheck, CardUndo } from './card-undo';
import { CauseLink } from './cause-link';
import { LabLink } from './lab-link';
import { STATE_WORDS } from './life-words';

/** The recommendation card: all that is needed to decide, in the order in which one decides. */
export function FindingCard({
  databaseId,
  finding,
  snapshotAt,
  headingLevel: Heading = 'h2',
  className,
}: {
  readonly databaseId: string;
  readonly finding: WireFinding;
  readonly snapshotAt: string;
  readonly headingLevel?: 'h1' | 'h2';
  readonly className?: string;
}) {
  const { advice } = finding;
  return (
    <article
      aria-labelledby="finding-title"
      className={clsx('min-w-0 rounded-lg border border-line bg-surface shadow-card', className)}
    >
      <header className="flex flex-col gap-2.5 px-6 pt-5 pb-5 max-sm:px-4">
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1.5 text-faint text-xs">
          <SeverityMark severity={finding.severity} className="text-ink" />
          <Badge tone={finding.state === 'regressed' ? 'warning' : 'outline'}>
            {STATE_WORDS[finding.state]}
          </Badge>
          {finding.number !== null && <span className="nums">#{finding.number}</span>}
          <span>
            first seen <RelativeTime at={finding.firstSeenAt} />
          </span>
          <Seen finding={finding} />
        </div>
        <Heading id="finding-title" className="break-words font-semibold text-xl leading-snug tracking-tight">
          {finding.title}
        </Heading>
        <p className="max-w-prose whitespace-pre-line text-base text-muted">{finding.detail}</p>
        <CauseLink databaseId={databaseId} finding={finding} />
        <LabLink databaseId={databaseId} finding={finding} />
      </header>
      <CardCosts finding={finding} />
      {finding.state === 'fixed' && <CardEffect databaseId={databaseId} finding={finding} />}
      <CardEvidence finding={finding} snapshotAt={snapshotAt} />
      <CardSection title="Why it matters">
        <p className="max-w-prose text-muted text-sm">
          {finding.why}{' '}
          <a href={finding.source} target="_blank" rel="noreferrer" className="link whitespace-nowrap">
            Source
          </a>
        </p>
      </CardSection>
      <CardHypotheticalIndex key={`index ${finding.key}`} databaseId={databaseId} finding={finding} />
      {advice?.precheck && <CardCheck title="Check first" check={advice.precheck} />}
      {advice ? <CardSteps title={finding.title} advice={advice} /> : <NoStatement finding={finding} />}
      {advice && <CardUndo undo={advice.undo} />}
      {advice && (
        <CardCheck
          title="Verify"
          check={advice.verify}
          note="Run it after the steps; the finding itself goes away with the next snapshots."
        />
      )}
      {advice && <CardRehearsal key={finding.key} databaseId={databaseId} finding={finding} />}
      <CardBasis finding={finding} />
      <CardLife databaseId={databaseId} finding={finding} snapshotAt={snapshotAt} />
    </article>
  );
}

function Seen({ finding: { seenSnapshots, totalSnapshots } }: { readonly finding: WireFinding }) {
  if (totalSnapshots === 0) return null;
  return (
    <span className="nums">
      seen in {seenSnapshots} of {totalSnapshots} snapshots
    </span>
  );
}

function NoStatement({ finding }: { readonly finding: WireFinding }) {
  return (
    <CardSection title="What to do">
      <p className="max-w-prose text-muted text-sm">
        No statement fits every case here, so none is offered. The evidence above and the{' '}
        <a href={finding.source} target="_blank" rel="noreferrer" className="link">
          source
        </a>{' '}
        say what to look at.
      </p>
    </CardSection>
  );
}
