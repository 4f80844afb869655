'use client';
import { Dialog } from '@/components/ui/dialog';
import { DatabaseSwitcher } from './database-switcher';
import { Navigation } from './navigation';

/** The rail on a phone: a sheet from below. */
export default function NavigationSheet({
  databaseId,
  onClose,
}: {
  readonly databaseId: string;
  readonly onClose: () => void;
}) {
  return (
    <Dialog title="Chunkwise" onClose={onClose}>
      <div className="flex flex-col gap-4">
        <DatabaseSwitcher databaseId={databaseId} />
        <Navigation databaseId={databaseId} onNavigate={onClose} />
      </div>
    </Dialog>
  );
}
