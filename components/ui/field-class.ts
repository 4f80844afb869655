const look =
  'w-full rounded-md border border-line-strong bg-surface px-3 text-ink text-sm placeholder:text-faint focus-visible:border-accent focus-visible:outline-offset-0 max-sm:text-lg';

/** The look of a field to type in. 16 px on phones, where smaller text makes the browser zoom in. */
export const fieldClass = `${look} h-8 max-sm:h-11`;

/** The same over several lines, as high as its rows. */
export const areaClass = `${look} py-2`;
