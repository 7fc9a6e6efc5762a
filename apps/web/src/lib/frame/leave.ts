import { problemOf } from '#lib/api/problem-error.ts';
import type { Live } from '#lib/live/live.svelte.ts';
import { signOut } from '#lib/session/session.api.ts';
import { toasts } from '#lib/ui/toasts.svelte.ts';
import { goto } from '$app/navigation';

/** Signs out. Somebody whose session has ended already is out, and sees the same page. */
export async function leave(live?: Live) {
  if (live) live.leaving = true;
  try {
    await signOut();
  } catch (error) {
    const { status, detail } = problemOf(error);
    if (status !== 401) {
      if (live) live.leaving = false;
      return toasts.show({ tone: 'bad', title: 'You are still signed in', detail });
    }
  }
  await goto('/sign-in');
}
