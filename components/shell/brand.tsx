import clsx from 'clsx';
import Link from 'next/link';

/** Four chunks, the oldest ones compressed. */
export function BrandMark({ className }: { readonly className?: string }) {
  return (
    <svg viewBox="0 0 20 20" aria-hidden="true" className={clsx('size-5', className)}>
      <rect x="1" y="12" width="3.5" height="6" rx="1" fill="currentColor" opacity="0.45" />
      <rect x="6" y="10" width="3.5" height="8" rx="1" fill="currentColor" opacity="0.65" />
      <rect x="11" y="6" width="3.5" height="12" rx="1" fill="currentColor" opacity="0.85" />
      <rect x="16" y="2" width="3.5" height="16" rx="1" className="fill-accent" />
    </svg>
  );
}

export function Brand() {
  return (
    <Link
      href="/"
      className="flex items-center gap-2 rounded-md font-semibold text-ink text-sm tracking-tight"
    >
      <BrandMark />
      Chunkwise
    </Link>
  );
}
