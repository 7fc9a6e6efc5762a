/** A promise that somebody else settles. */
export function latch() {
  let open: () => void = () => undefined;
  let fail: (reason: unknown) => void = () => undefined;
  const opened = new Promise<void>((resolve, reject) => {
    open = resolve;
    fail = reject;
  });
  opened.catch(() => undefined); // heard by whoever waits for it; nobody has to
  return { opened, open, fail };
}
