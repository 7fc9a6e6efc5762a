import { createSubscriber } from 'svelte/reactivity';

const subscribe = createSubscriber((update) => {
  const timer = setInterval(update, 1_000);
  return () => clearInterval(timer);
});

/** The time now; whoever reads it in markup is drawn again as it passes. */
export function now(): Date {
  subscribe();
  return new Date();
}
