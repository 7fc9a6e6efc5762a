/** How long is left to wait, in words that change once a minute, so that they are not read aloud every second. */
export function tryAgain(ms: number): string {
  if (ms <= 0) return 'You can try again now.';
  if (ms < 60_000) return 'Try again in less than a minute.';
  const minutes = Math.ceil(ms / 60_000);
  return `Try again in ${minutes} ${minutes === 1 ? 'minute' : 'minutes'}.`;
}
