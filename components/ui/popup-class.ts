/** The look that everything floating shares: menus, popovers, tooltips. */
export const popupClass =
  'z-50 rounded-lg border border-line-strong bg-surface text-ink text-sm shadow-popup outline-none transition-[opacity,scale] duration-100 origin-(--transform-origin) data-ending-style:scale-98 data-ending-style:opacity-0 data-starting-style:scale-98 data-starting-style:opacity-0';

/** One line of a menu or a select. */
export const itemClass =
  'flex h-8 cursor-default select-none items-center gap-2 rounded-md px-2.5 text-sm outline-none data-highlighted:bg-hover data-disabled:text-faint max-sm:h-11';
