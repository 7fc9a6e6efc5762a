/** The shape of one line in a menu, shared by commands, links and choices. */
export const menuItem =
  'flex h-7 w-full items-center gap-2 rounded-control px-2 ringless select-none max-wide:h-10 data-highlighted:bg-hover';
