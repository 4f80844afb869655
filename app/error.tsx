'use client';
import { Button } from '@/components/ui/button';

/** Sent with every screen, so it is drawn with what all of them have. */
export default function ErrorPage({ error, reset }: { readonly error: Error; readonly reset: () => void }) {
  return (
    <main className="mx-auto max-w-2xl py-16">
      <div role="alert" className="flex flex-col items-center gap-3 px-6 py-12 text-center text-sm">
        <p className="font-medium">This screen failed to draw.</p>
        <p className="text-balance text-muted">{error.message}</p>
        <Button onClick={reset}>Try again</Button>
      </div>
    </main>
  );
}
