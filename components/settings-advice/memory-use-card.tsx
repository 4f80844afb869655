import { Badge } from '@/components/ui/badge';
import { Card, CardHeader } from '@/components/ui/card';
import { Table, Td, Tr } from '@/components/ui/table';
import { Unknown } from '@/components/ui/unknown';
import type { ResourcesPlan } from '@/lib/api/resources-plan';
import { bytes } from '@/lib/format/bytes';
import { percent } from '@/lib/format/ratio';

/** What the server takes at most after the plan, against its memory. */
export function MemoryUseCard({ use }: { readonly use: NonNullable<ResourcesPlan['memoryUse']> }) {
  const lines = [
    ['Buffers', use.buffersBytes, 'shared_buffers'],
    ['Connections', use.connectionsBytes, 'max_connections × 10 MiB'],
    ['Autovacuum', use.autovacuumBytes, 'workers × autovacuum_work_mem'],
    ['Sorts and hashes', use.workBytes, 'work_mem × hash_mem_multiplier × 2 × two sessions a core'],
  ] as const;
  return (
    <Card aria-label="Memory at most">
      <CardHeader
        title="Memory at most"
        description="After the plan, when everything happens at once. The rest is the cache of the system."
        aside={
          <Badge tone={use.fits ? 'good' : 'warning'}>
            {use.fits ? 'fits' : `above 90 % of ${bytes(use.memoryBytes)}`}
          </Badge>
        }
      />
      <div className="pt-2">
        <Table label="Memory at most">
          <tbody>
            {lines.map(([name, size, how]) => (
              <Tr key={name}>
                <Td>
                  {name}
                  <span className="block text-faint text-xs">{how}</span>
                </Td>
                <Td align="end">{size === null ? <Unknown reason="depends on the cores" /> : bytes(size)}</Td>
              </Tr>
            ))}
            <Tr>
              <Td className="font-medium">In all</Td>
              <Td align="end" className="font-medium">
                {bytes(use.totalBytes)}, {percent(use.totalBytes / use.memoryBytes)}
              </Td>
            </Tr>
          </tbody>
        </Table>
      </div>
    </Card>
  );
}
