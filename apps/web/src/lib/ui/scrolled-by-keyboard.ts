/** For a part that scrolls and has nothing in it that takes the focus: it does so itself, or only a mouse could scroll it. */
export function scrolledByKeyboard(part: HTMLElement) {
  part.tabIndex = 0;
}
