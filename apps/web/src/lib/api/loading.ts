import { error, redirect } from '@sveltejs/kit';
import { ProblemError } from './problem-error.ts';

/** Where to sign in, and come back from. */
export function signInPath(from: URL | Location): string {
  const here = from.pathname + from.search;
  return here === '/' ? '/sign-in' : `/sign-in?return=${encodeURIComponent(here)}`;
}

/** For load functions: no session leads to sign-in, any other problem to the error page in the API's own words. */
export async function loading<T>(url: URL, answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (thrown) {
    if (!(thrown instanceof ProblemError)) throw thrown;
    const { status, title, detail, code, hint, correlation_id } = thrown.problem;
    if (status === 401) redirect(307, signInPath(url));
    error(status || 503, detail, { title, code, hint, correlation_id });
  }
}
