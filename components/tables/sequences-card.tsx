import { Card, CardHeader } from '@/components/ui/card';
import { Table, Td, Th, Tr } from '@/components/ui/table';
import { Unknown } from '@/components/ui/unknown';
import type { TablesAnswer } from '@/lib/api/tables';
import { count, counted } from '@/lib/format/count';
import { percent } from '@/lib/format/ratio';

const MOST = 10;

/** The sequences nearest to their end. */
export function SequencesCard({ answer: { sequences, sequencesHidden } }: { readonly answer: TablesAnswer }) {
  if (sequences === null || (sequences.length === 0 && sequencesHidden === 0)) return null;
  return (
    <Card className="overflow-hidden">
      <CardHeader
        title="Sequences nearest to their end"
        {...((sequencesHidden ?? 0) > 0 && {
          description: `${counted(sequencesHidden, 'sequence is', 'sequences are')} hidden from this role, and not known to be fine: grant SELECT on ${sequencesHidden === 1 ? 'it' : 'them'}.`,
        })}
        className="pb-3"
      />
      {sequences.length > 0 && (
        <div className="border-line border-t">
          <Table label="Sequences" className="sm:min-w-2xl">
            <thead>
              <tr>
                <Th>Sequence</Th>
                <Th className="max-sm:hidden">Feeds</Th>
                <Th align="end">Used</Th>
                <Th align="end" className="max-sm:hidden">
                  Left
                </Th>
                <Th align="end">Days left</Th>
              </tr>
            </thead>
            <tbody>
              {sequences.slice(0, MOST).map((row) => (
                <Tr key={`${row.schema}.${row.name}`}>
                  <Td className="break-words">
                    {row.schema}.{row.name}
                  </Td>
                  <Td className="break-words text-muted max-sm:hidden">
                    {row.ownerTable === null ? 'no column' : `${row.ownerTable}.${row.ownerColumn}`}
                  </Td>
                  <Td align="end">
                    {percent(row.usedRatio)}{' '}
                    <span className="text-faint max-sm:hidden">of the {row.limitedBy}</span>
                  </Td>
                  <Td align="end" className="max-sm:hidden">
                    {count(row.valuesLeft)}
                  </Td>
                  <Td align="end">
                    {row.daysLeft === null ? (
                      <Unknown reason="no value was taken within the week, or history does not span an hour yet" />
                    ) : (
                      count(Math.floor(row.daysLeft))
                    )}
                  </Td>
                </Tr>
              ))}
            </tbody>
          </Table>
        </div>
      )}
    </Card>
  );
}
