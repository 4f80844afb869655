import clsx from 'clsx';
import { Card, CardHeader } from '@/components/ui/card';
import { ScoreRing, scoreColour } from '@/components/ui/score-ring';
import { SeverityShape, severityWord } from '@/components/ui/severity';
import type { FindingsAnswer } from '@/lib/api/findings';
import { percent } from '@/lib/format/ratio';
import { UNKNOWN } from '@/lib/format/unknown';
import { areaWord } from './area-word';

type Detail = FindingsAnswer['scoreDetail'];
type Category = Detail['categories'][number];

/** The score, what caps it, and each category with its arithmetic one click away. */
export function Health({ answer: { scoreDetail } }: { readonly answer: FindingsAnswer }) {
  const { score, withheld, cap, formula, categories, coverageRatio } = scoreDetail;
  return (
    <Card aria-label="Score">
      <CardHeader title="Score" />
      <div className="flex items-center gap-5 px-5 pt-3 pb-4">
        <ScoreRing score={score} label="Score of the database" className="size-20 text-2xl" />
        <div className="min-w-0 text-sm">
          <p className="text-ink">
            {score === null ? `Withheld: ${withheld ?? 'not everything could be looked at'}` : capWords(cap)}
          </p>
          <p className="text-faint text-xs">{percent(coverageRatio)} of the checks that apply could look</p>
        </div>
      </div>
      <ul className="border-line border-t">
        {categories.map((category) => (
          <li key={category.category} className="border-line border-t first:border-t-0">
            <CategoryRow category={category} />
          </li>
        ))}
      </ul>
      <details className="border-line border-t px-5 py-3 text-sm">
        <summary className="text-faint text-xs hover:text-ink">How the score is made</summary>
        <p className="mt-2 max-w-prose text-muted text-xs">{formula}</p>
      </details>
    </Card>
  );
}

function capWords(cap: Detail['cap']): string {
  return cap === null
    ? 'Nothing was found that lowers it.'
    : `As low as its lowest category; most weighs: ${cap.title}`;
}

function CategoryRow({ category }: { readonly category: Category }) {
  const { category: area, score, withheld, rules, terms, capped } = category;
  const taken = terms.reduce((sum, { points }) => sum + points, 0);
  const belowZero = taken - capped.reduce((sum, { points, atMost }) => sum + points - atMost, 0) - 100;
  return (
    <details className="group">
      <summary className="flex min-h-11 items-center gap-3 px-5 py-2 text-sm hover:bg-hover">
        <span aria-hidden="true" className="text-faint transition-transform group-open:rotate-90">
          ›
        </span>
        <span className="min-w-0 flex-1 truncate">{areaWord(area)}</span>
        <span className="text-faint text-xs max-sm:hidden">{checksWords(rules)}</span>
        <span className={clsx('nums w-8 text-end font-semibold', scoreColour(score))}>
          {score ?? UNKNOWN}
        </span>
      </summary>
      <div className="px-5 pb-3 ps-10 text-xs">
        {withheld !== null && <p className="text-muted">{withheld}</p>}
        {score !== null && (
          <ul className="nums flex flex-col gap-1 text-muted">
            <li className="flex justify-between gap-4">
              <span>Start</span>
              <span>100</span>
            </li>
            {terms.map(({ key, title, severity, confidence, points }) => (
              <li key={key} className="flex items-baseline justify-between gap-4">
                <span className="flex min-w-0 items-center gap-1.5">
                  <SeverityShape severity={severity} label={severityWord(severity)} className="size-2" />
                  <span className="min-w-0">
                    {title} <span className="text-faint">({confidence} confidence)</span>
                  </span>
                </span>
                <span className="whitespace-nowrap">−{rounded(points)}</span>
              </li>
            ))}
            {capped.map(({ severity, points, atMost }) => (
              <li key={severity} className="flex items-baseline justify-between gap-4">
                <span>
                  All {severityWord(severity).toLowerCase()}s together take at most {atMost}
                </span>
                <span className="whitespace-nowrap">+{rounded(points - atMost)}</span>
              </li>
            ))}
            {belowZero > 0 && (
              <li className="flex justify-between gap-4">
                <span>No score falls below 0</span>
                <span>+{rounded(belowZero)}</span>
              </li>
            )}
            <li className="flex justify-between gap-4 border-line border-t pt-1 font-medium text-ink">
              <span>{areaWord(area)}</span>
              <span>{score}</span>
            </li>
          </ul>
        )}
      </div>
    </details>
  );
}

/** Weights times shares leave tails such as 9.600000000000001. */
const rounded = (points: number) => Number(points.toFixed(1));

function checksWords({ checked, couldNotCheck, waiting, notApplicable }: Category['rules']): string {
  const decided = checked + couldNotCheck;
  if (decided + waiting === 0) return `none of ${notApplicable} checks applies`;
  return [
    `${checked} of ${decided} looked`,
    ...(waiting > 0 ? [`${waiting} waiting`] : []),
    ...(notApplicable > 0 ? [`${notApplicable} not applicable`] : []),
  ].join(', ');
}
