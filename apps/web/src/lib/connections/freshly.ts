import { invalidate } from '$app/navigation';

const everyMs = 15_000;

/** Figures of connections are measured, not told: the page asks for them again while it is looked at. */
export function freshly(key: string): () => void {
  const timer = setInterval(() => {
    if (document.visibilityState === 'visible') void invalidate(key, true);
  }, everyMs);
  return () => clearInterval(timer);
}
