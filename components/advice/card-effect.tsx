'use client';
import { useQuery } from '@tanstack/react-query';
import { QueryState } from '@/components/ui/query-state';
import { Unknown } from '@/components/ui/unknown';
import { type EffectAnswer, effectQuery } from '@/lib/api/effect';
import type { WireFinding } from '@/lib/api/findings';
import { duration } from '@/lib/format/duration';
import { instant } from '@/lib/format/instant';
import { CardSection } from './card-section';
import { changeWords, EFFECT_TEXT } from './effect-words';
import { gain } from './gain';

type Metric = EffectAnswer['metrics'][number];

/** What the fix of a finding changed, measured over windows of the same length, beside what had been estimated. */
export function CardEffect({
  databaseId,
  finding: { key, impact },
}: {
  readonly databaseId: string;
  readonly finding: WireFinding;
}) {
  const query = useQuery(effectQuery(databaseId, key));
  const estimate = gain(impact);
  return (
    <CardSection
      title="Measured effect"
      aside={estimate !== null && <span className="text-faint text-xs">Estimated: {estimate}</span>}
    >
      <QueryState query={query}>{(effect) => <Effect effect={effect} />}</QueryState>
    </CardSection>
  );
}

function Effect({ effect }: { readonly effect: EffectAnswer }) {
  if (effect.status === 'unknown') return <p className="text-muted text-sm">Not known: {effect.reason}.</p>;
  if (effect.status === 'not-yet')
    return (
      <p className="text-muted text-sm">
        Not yet: the hour after the fix is not over. It can be told from {instant(effect.measurableAt)} on.
      </p>
    );
  return (
    <>
      <table aria-label="Measured effect" className="w-full text-sm">
        <thead>
          <tr className="text-faint text-xs">
            <th scope="col" className="pb-1 text-start font-normal">
              <span className="sr-only">What</span>
            </th>
            <th scope="col" className="pb-1 text-end font-normal">
              Before
            </th>
            <th scope="col" className="pb-1 ps-4 text-end font-normal">
              After
            </th>
            <th scope="col" className="pb-1 ps-4 text-end font-normal">
              Change
            </th>
          </tr>
        </thead>
        <tbody>
          {effect.metrics.map((metric) => (
            <Measured key={metric.metric} metric={metric} />
          ))}
        </tbody>
      </table>
      <p className="max-w-prose text-faint text-xs">
        Means over the {duration(effect.windowSeconds)} before {instant(effect.before)}, when it was last
        seen, and the {duration(effect.windowSeconds)} after {instant(effect.after)}, when it was gone.
        {effect.isGrowing && ' Both windows still grow, up to a day.'} What else changed meanwhile is in them
        too.
      </p>
    </>
  );
}

function Measured({ metric: { label, unit, before, after } }: { readonly metric: Metric }) {
  const text = EFFECT_TEXT[unit];
  const cell = (value: number | null) =>
    value === null ? <Unknown reason="too few samples in this window" /> : text(value);
  return (
    <tr className="border-line border-t">
      <th scope="row" className="py-1.5 pe-4 text-start font-normal text-muted">
        {label}
      </th>
      <td className="nums whitespace-nowrap py-1.5 text-end">{cell(before)}</td>
      <td className="nums whitespace-nowrap py-1.5 ps-4 text-end font-medium">{cell(after)}</td>
      <td className="nums whitespace-nowrap py-1.5 ps-4 text-end text-muted">
        {before === null || after === null ? (
          <Unknown reason="one side is not known" />
        ) : (
          changeWords(before, after, text)
        )}
      </td>
    </tr>
  );
}
