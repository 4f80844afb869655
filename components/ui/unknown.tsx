import { UNKNOWN } from '@/lib/format/unknown';

/** A value that is not known: a grey dash that says why on hover and to screen readers. Never a zero, never green. */
export function Unknown({ reason }: { readonly reason: string }) {
  return (
    <span className="cursor-help text-faint" title={reason}>
      <span aria-hidden="true">{UNKNOWN}</span>
      <span className="sr-only">not known: {reason}</span>
    </span>
  );
}
