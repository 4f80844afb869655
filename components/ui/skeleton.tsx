import clsx from 'clsx';

/** A grey shape of the size of what is loading; it appears only when the wait is noticeable. */
export function Skeleton({ className }: { readonly className?: string }) {
  return (
    <div aria-hidden="true" className="appear-late">
      <div
        className={clsx('animate-[pulse-soft_1.8s_ease-in-out_infinite] rounded-md bg-hover', className)}
      />
    </div>
  );
}

/** The parts of a screen that is loading, one below the other, each by the class of its height. */
export function SkeletonStack({ heights }: { readonly heights: readonly string[] }) {
  return (
    <div className="flex flex-col gap-5">
      {heights.map((height, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a part is its place
        <Skeleton key={place} className={height} />
      ))}
    </div>
  );
}

/** Rows of a table or list that is loading. */
export function SkeletonRows({
  rows = 6,
  className,
}: {
  readonly rows?: number;
  readonly className?: string;
}) {
  return (
    <div className={clsx('flex flex-col gap-2 p-5', className)}>
      {Array.from({ length: rows }, (_, row) => `row ${row}`).map((key) => (
        <Skeleton key={key} className="h-6" />
      ))}
    </div>
  );
}
