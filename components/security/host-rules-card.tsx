import { Badge } from '@/components/ui/badge';
import { Card, CardHeader } from '@/components/ui/card';
import { State } from '@/components/ui/state';
import { Table, Td, Th, Tr } from '@/components/ui/table';
import type { SecurityAnswer } from '@/lib/api/security';

const MOST_SHOWN = 30;

/** pg_hba.conf in its order: the first line that fits decides. */
export function HostRulesCard({ rules }: { readonly rules: SecurityAnswer['hostRules'] }) {
  return (
    <Card aria-label="Who may connect from where">
      <CardHeader
        title="Who may connect from where"
        description="pg_hba.conf as it says now; the first line that fits decides"
      />
      {rules === null ? (
        <State kind="denied" title="pg_hba.conf cannot be read.">
          The grant for it stands above.
        </State>
      ) : rules.length === 0 ? (
        <State kind="empty" title="There is no line." />
      ) : (
        <div className="pt-2">
          <Table label="Host rules">
            <thead>
              <tr>
                <Th align="end">Line</Th>
                <Th>Type</Th>
                <Th>Databases</Th>
                <Th>Roles</Th>
                <Th>Address</Th>
                <Th>Method</Th>
              </tr>
            </thead>
            <tbody>
              {rules.slice(0, MOST_SHOWN).map((rule) => (
                <Tr key={`${rule.file} ${rule.line}`}>
                  <Td align="end">
                    {rule.line}
                    {rule.file !== null && <span className="block text-faint text-xs">of {rule.file}</span>}
                  </Td>
                  <Td>{rule.connection ?? <Badge tone="warning">cannot be read</Badge>}</Td>
                  <Td>{rule.databases?.join(', ')}</Td>
                  <Td>{rule.roles?.join(', ')}</Td>
                  <Td className="font-mono text-xs">
                    {[rule.address, isOneHost(rule.netmask) ? null : rule.netmask]
                      .filter((part) => part !== null)
                      .join(' ')}
                  </Td>
                  <Td>
                    {rule.method}
                    {rule.error !== null && <span className="block text-faint text-xs">{rule.error}</span>}
                  </Td>
                </Tr>
              ))}
            </tbody>
          </Table>
          {rules.length > MOST_SHOWN && (
            <p className="px-5 py-3 text-faint text-xs">and {rules.length - MOST_SHOWN} more lines</p>
          )}
        </div>
      )}
    </Card>
  );
}

/** A mask of ones only says what the address says already. */
const isOneHost = (netmask: string | null) =>
  netmask !== null && /^(255(\.255){3}|ffff(:ffff){7})$/.test(netmask);
