import { buttonClass } from '@/components/ui/button';

/** Sent with every screen, so it is drawn with what all of them have. */
export default function NotFound() {
  return (
    <main className="mx-auto max-w-2xl py-16">
      <div className="flex flex-col items-center gap-3 px-6 py-12 text-center text-sm">
        <h1 className="font-medium">There is no page at this address.</h1>
        <p className="text-balance text-muted">
          The database may have been renamed or removed from the configuration.
        </p>
        <a href="/" className={buttonClass()}>
          Go to the fleet
        </a>
      </div>
    </main>
  );
}
