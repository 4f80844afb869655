import { FleetScreen } from '@/components/fleet/fleet-screen';
import { Shell } from '@/components/shell/shell';

export default function FleetPage() {
  return (
    <Shell>
      <FleetScreen />
    </Shell>
  );
}
