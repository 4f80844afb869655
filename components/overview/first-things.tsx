import Link from 'next/link';
import { viewOf } from '@/components/advice/advice-filters';
import { gain } from '@/components/advice/gain';
import { effortWord, ranked } from '@/components/advice/rank';
import { screenHref } from '@/components/shell/screens';
import { Card, CardHeader } from '@/components/ui/card';
import { SEVERITIES, SeverityShape, severityWord } from '@/components/ui/severity';
import type { FindingsAnswer, WireFinding } from '@/lib/api/findings';
import { NoFindings } from './no-findings';

const SHOWN = 5;

/** The five findings to begin with, and how many there are of each severity. */
export function FirstThings({
  databaseId,
  answer,
}: {
  readonly databaseId: string;
  readonly answer: FindingsAnswer;
}) {
  const open = answer.findings.filter((finding) => viewOf(finding) === 'open');
  const first = ranked(open).slice(0, SHOWN);
  return (
    <Card aria-label="What to do first">
      <CardHeader
        title="What to do first"
        description="Ranked by impact × confidence ÷ effort"
        aside={
          <Link href={screenHref(databaseId, '/advice')} className="link text-xs">
            All advice
          </Link>
        }
      />
      <ul className="flex flex-wrap gap-x-6 gap-y-1 px-5 pt-3 pb-1">
        {SEVERITIES.map((severity) => (
          <li key={severity}>
            <Link
              href={screenHref(databaseId, `/advice?severity=${severity}`)}
              className="inline-flex min-h-6 items-center gap-2 rounded-sm text-muted text-sm hover:text-ink"
            >
              <SeverityShape severity={severity} />
              <span className="nums font-semibold text-ink">
                {open.filter((finding) => finding.severity === severity).length}
              </span>
              {severityWord(severity).toLowerCase()}
            </Link>
          </li>
        ))}
      </ul>
      {first.length === 0 ? (
        <NoFindings answer={answer} />
      ) : (
        <ol className="mt-2 border-line border-t">
          {first.map((finding) => (
            <FirstThing key={finding.key} databaseId={databaseId} finding={finding} />
          ))}
        </ol>
      )}
    </Card>
  );
}

function FirstThing({ databaseId, finding }: { readonly databaseId: string; readonly finding: WireFinding }) {
  const { key, severity, title, detail, impact, advice } = finding;
  return (
    <li className="border-line border-t first:border-t-0">
      <Link
        href={screenHref(databaseId, `/advice?finding=${encodeURIComponent(key)}`)}
        className="flex gap-3 px-5 py-3 transition-colors hover:bg-hover focus-visible:outline-offset-[-2px]"
      >
        <SeverityShape severity={severity} label={severityWord(severity)} className="mt-1.5" />
        <span className="min-w-0 flex-1">
          <span className="block break-words font-medium text-sm">{title}</span>
          <span className="line-clamp-2 text-faint text-xs">{detail}</span>
        </span>
        <span className="nums max-w-36 shrink-0 text-end text-xs max-sm:hidden">
          <span className="line-clamp-2 font-medium">{gain(impact)}</span>
          {advice && <span className="text-faint">{effortWord(finding)} effort</span>}
        </span>
      </Link>
    </li>
  );
}
