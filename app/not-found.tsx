import { ButtonLink } from '@/components/ui/button';
import { State } from '@/components/ui/state';

export default function NotFound() {
  return (
    <main className="mx-auto max-w-2xl py-16">
      <h1 className="sr-only">Page not found</h1>
      <State
        kind="empty"
        title="There is no page at this address."
        action={<ButtonLink href="/">Go to the fleet</ButtonLink>}
      >
        The database may have been renamed or removed from the configuration.
      </State>
    </main>
  );
}
