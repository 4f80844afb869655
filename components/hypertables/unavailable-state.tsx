import { Card } from '@/components/ui/card';
import { SqlBlock } from '@/components/ui/sql-block';
import { State } from '@/components/ui/state';

/** Why an artifact could not be read, and the grant that mends it. */
export interface UnavailableArtifact {
  readonly reason: string;
  readonly mend?: { readonly sql: string; readonly undo: string } | undefined;
}

/** Stands where a screen's data would, when the database does not have it or does not show it to us. */
export function UnavailableState({ unavailable }: { readonly unavailable: UnavailableArtifact }) {
  const { reason, mend } = unavailable;
  return (
    <Card>
      <State
        kind={mend ? 'denied' : 'unknown'}
        title={mend ? 'Not permitted to look' : 'Nothing to show here'}
      >
        {reason}.
      </State>
      {mend && (
        <div className="mx-auto flex max-w-2xl flex-col gap-3 px-5 pb-8">
          <SqlBlock sql={mend.sql} title="This mends it" />
          <SqlBlock sql={mend.undo} title="And this takes it back" />
        </div>
      )}
    </Card>
  );
}
