import { Table, Td, Th, Tr } from '@/components/ui/table';
import { Unknown } from '@/components/ui/unknown';
import type { FindingsAnswer } from '@/lib/api/findings';
import type { OverviewAnswer } from '@/lib/api/overview';
import { measure } from '@/lib/format/measure';
import { percent } from '@/lib/format/ratio';
import { areaWord } from '../overview/area-word';

/** The score with its categories, and what the database does now. */
export function ReportHealth({
  answer: {
    scoreDetail: { score, withheld, cap, coverageRatio, categories },
  },
  tiles,
}: {
  readonly answer: FindingsAnswer;
  readonly tiles: OverviewAnswer['tiles'];
}) {
  return (
    <section aria-label="Health" className="flex flex-col gap-4">
      <h2 className="font-semibold text-lg">Health</h2>
      <p className="text-sm">
        <strong className="font-semibold">{score === null ? 'No score' : `Score ${score} of 100`}.</strong>{' '}
        {score === null ? `${withheld}.` : cap !== null && `Most weighs: ${cap.title}.`}{' '}
        <span className="text-muted">{percent(coverageRatio)} of the checks that apply could look.</span>
      </p>
      <div className="grid items-start gap-6 sm:grid-cols-2">
        <Table label="Categories">
          <thead>
            <tr>
              <Th>Category</Th>
              <Th align="end">Score</Th>
              <Th align="end">Could not look</Th>
            </tr>
          </thead>
          <tbody>
            {categories.filter(applies).map(({ category, score: own, rules }) => (
              <Tr key={category}>
                <Td className="py-1.5">{areaWord(category)}</Td>
                <Td align="end" className="py-1.5">
                  {own ?? 'withheld'}
                </Td>
                <Td align="end" className="py-1.5">
                  {rules.couldNotCheck}
                </Td>
              </Tr>
            ))}
          </tbody>
        </Table>
        <Table label="Now">
          <thead>
            <tr>
              <Th>Now</Th>
              <Th align="end">Value</Th>
            </tr>
          </thead>
          <tbody>
            {tiles.map(({ metric, label, unit, value, reason, limit }) => (
              <Tr key={metric}>
                <Td className="py-1.5">{label}</Td>
                <Td align="end" className="py-1.5">
                  {value === null ? (
                    <Unknown reason={reason ?? 'not read yet'} />
                  ) : (
                    `${measure(unit, value)}${limit === null ? '' : ` of ${measure(unit, limit)}`}`
                  )}
                </Td>
              </Tr>
            ))}
          </tbody>
        </Table>
      </div>
    </section>
  );
}

/** Of what does not concern this database nothing is to be read on paper. */
const applies = ({ coverageRatio }: FindingsAnswer['scoreDetail']['categories'][number]) =>
  coverageRatio !== null;
