'use client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import dynamic from 'next/dynamic';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { CopyButton } from '@/components/ui/copy-button';
import { errorWords } from '@/components/ui/error-words';
import { toast } from '@/components/ui/toast';
import type { WireFinding } from '@/lib/api/findings';
import { changeFindingState, type FindingStateChange, findingsQuery } from '@/lib/api/findings';
import { day, instant } from '@/lib/format/instant';
import { claimVerdict, reasonWord, STATE_WORDS } from './life-words';

const LifeDialog = dynamic(() => import('./life-dialog'), { ssr: false });

/** What the reader decides about the finding, and what was decided before. */
export function CardLife({
  databaseId,
  finding,
  snapshotAt,
}: {
  readonly databaseId: string;
  readonly finding: WireFinding;
  readonly snapshotAt: string;
}) {
  const [asking, setAsking] = useState<'snoozed' | 'dismissed' | null>(null);
  const { change, isChanging } = useStateChange(databaseId, finding);
  const isOpen = finding.state === 'open' || finding.state === 'regressed';
  return (
    <footer className="flex flex-col gap-3 border-line border-t px-6 py-4 max-sm:px-4">
      <Decision finding={finding} snapshotAt={snapshotAt} />
      <div className="no-print flex flex-wrap items-center gap-2">
        {isOpen ? (
          <>
            <Button disabled={isChanging} onClick={() => change({ state: 'applied' })}>
              Mark as applied
            </Button>
            <Button disabled={isChanging} onClick={() => setAsking('snoozed')}>
              Snooze…
            </Button>
            <Button disabled={isChanging} onClick={() => setAsking('dismissed')}>
              Dismiss…
            </Button>
          </>
        ) : (
          canReopen(finding) && (
            <Button disabled={isChanging} onClick={() => change({ state: 'open' })}>
              Open again
            </Button>
          )
        )}
        <span className="grow" />
        <LinkButton findingKey={finding.key} />
      </div>
      <Transitions finding={finding} />
      {asking && (
        <LifeDialog
          state={asking}
          title={finding.title}
          onClose={() => setAsking(null)}
          onDecide={(decision) => {
            setAsking(null);
            change(decision);
          }}
        />
      )}
    </footer>
  );
}

const canReopen = ({ state }: WireFinding) => state !== 'fixed' && state !== 'could-not-check';

function useStateChange(databaseId: string, finding: WireFinding) {
  const client = useQueryClient();
  const refresh = () => client.invalidateQueries({ queryKey: findingsQuery(databaseId).queryKey });
  const { mutate, isPending } = useMutation({
    mutationFn: (change: FindingStateChange) => changeFindingState(databaseId, finding.key, change),
    onSettled: refresh,
    onError: (error) => toast({ title: 'Not changed', description: errorWords(error).message }),
  });
  const change = (to: FindingStateChange) =>
    mutate(to, {
      onSuccess: () =>
        toast({
          title: `${STATE_WORDS[to.state]}: ${finding.title}`,
          ...(to.state !== 'open' && {
            action: { label: 'Undo', onSelect: () => mutate({ state: 'open' }) },
          }),
        }),
    });
  return { change, isChanging: isPending };
}

function Decision({ finding, snapshotAt }: { readonly finding: WireFinding; readonly snapshotAt: string }) {
  const { state, until, reason, comment } = finding;
  const verdict = claimVerdict(finding, snapshotAt);
  if ((state === 'open' || state === 'regressed') && verdict === null) return null;
  const parts = [
    state === 'snoozed' && until ? `until ${day(until)}` : null,
    reason ? reasonWord(reason) : null,
    comment ? `“${comment}”` : null,
    verdict,
  ].filter((part) => part !== null);
  return (
    <p className="text-muted text-sm">
      <span className="font-medium text-ink">{STATE_WORDS[state]}</span>
      {parts.length > 0 && ` · ${parts.join(' · ')}`}
    </p>
  );
}

function Transitions({ finding: { transitions } }: { readonly finding: WireFinding }) {
  if (transitions.length === 0) return null;
  return (
    <details className="text-sm">
      <summary className="py-1 text-faint text-xs hover:text-ink">
        History of this finding ({transitions.length})
      </summary>
      <ol className="mt-1 flex flex-col gap-1 text-xs">
        {transitions.map(({ at, state, by, reason, comment }) => (
          <li key={`${at} ${state}`} className="flex flex-wrap gap-x-2">
            <time dateTime={at} className="nums text-faint">
              {instant(at)}
            </time>
            <span className="text-ink">{STATE_WORDS[state]}</span>
            {by !== 'monitor' && <span className="text-faint">by {by}</span>}
            {reason && <span className="text-muted">{reasonWord(reason)}</span>}
            {comment && <span className="text-muted">“{comment}”</span>}
          </li>
        ))}
      </ol>
    </details>
  );
}

function LinkButton({ findingKey }: { readonly findingKey: string }) {
  const link =
    typeof location === 'undefined'
      ? ''
      : `${location.origin}${location.pathname}?finding=${encodeURIComponent(findingKey)}`;
  return <CopyButton text={link} what="the link to this card" word="Copy link" />;
}
