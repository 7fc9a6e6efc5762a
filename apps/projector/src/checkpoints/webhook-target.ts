import type { Target } from './target.js';

const answerMs = 10_000;

/** Somebody who is told each checkpoint; signed as it is, and under its name so that a repeated call is known as one. */
export const webhookTarget = (url: URL): Target => ({
  label: `${url.protocol}//${url.host}`, // a path may be as good as a password
  async keep(name, note) {
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'text/plain; charset=utf-8', 'idempotency-key': name },
      body: note,
      redirect: 'error',
      signal: AbortSignal.timeout(answerMs),
    });
    await answer.body?.cancel();
    if (!answer.ok) throw new Error(`It answered ${answer.status}.`);
  },
});
