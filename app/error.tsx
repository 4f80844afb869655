'use client';
import { ErrorState } from '@/components/ui/query-state';

export default function ErrorPage({ error, reset }: { readonly error: Error; readonly reset: () => void }) {
  return (
    <main className="mx-auto max-w-2xl py-16">
      <ErrorState error={{ message: 'This screen failed to draw.', hint: error.message }} onRetry={reset} />
    </main>
  );
}
