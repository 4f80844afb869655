import { FleetScreen } from '@/components/fleet/fleet-screen';
import { Shell } from '@/components/shell/shell';
import { KnownDatabases } from './known-databases';

export default function FleetPage() {
  return (
    <KnownDatabases>
      <Shell>
        <FleetScreen />
      </Shell>
    </KnownDatabases>
  );
}
