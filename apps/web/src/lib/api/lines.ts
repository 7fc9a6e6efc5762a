import { ProblemError, unreachable } from './problem-error.ts';
import { refusal } from './request.ts';

/** What a POST answers line by line, each as it arrives. An abort ends it without a word. */
export async function* lines<T>(path: string, body: unknown, signal: AbortSignal): AsyncGenerator<T> {
  const init = {
    method: 'POST',
    signal,
    headers: {
      accept: 'application/x-ndjson',
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    body: body === undefined ? undefined : JSON.stringify(body),
  };
  const answer = await fetch(path, init).catch((cause) => {
    throw signal.aborted ? cause : unreachable(path, cause);
  });
  if (!answer.ok) throw await refusal(path, answer);
  const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  for (;;) {
    const { done, value = '' } = (await reader?.read()) ?? { done: true };
    const parts = (rest + value).split('\n');
    rest = parts.pop() ?? '';
    for (const part of parts) if (part) yield JSON.parse(part) as T;
    if (done) return;
  }
}

/** Whether somebody asked for the end, which is no failure. */
export const aborted = (error: unknown) =>
  !(error instanceof ProblemError) && error instanceof Error && error.name === 'AbortError';
