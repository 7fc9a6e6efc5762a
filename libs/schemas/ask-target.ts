import type { Query } from '@pgai/catalog/query.js';
import { explain } from '@pgai/target/explain.js';
import type { Session } from '@pgai/target/session.js';
import type { Target } from '@pgai/target/target.js';

/** A schema of 10,000 tables has some 20 MB; what is larger is no schema. */
const mostBytes = 134_217_728;
const graceMs = 1_000;

/** A session as the catalog asks through it. A server that does not keep to the time it was given is hung up on. */
export const askTarget =
  (
    { client, budget, dialled: { socket }, cancel }: Session,
    target: Target,
    timeoutMs: number,
    ends?: AbortSignal,
  ): Query =>
  async (text) => {
    if (text !== 'rollback') ends?.throwIfAborted();
    budget.bytes = mostBytes;
    let fault: Error | undefined;
    const noted = (error: Error) => {
      fault ??= error;
    };
    const hangUp = () => socket.destroy(Object.assign(new Error('late'), { code: '57014' }));
    const timer = setTimeout(hangUp, timeoutMs + graceMs);
    socket.on('error', noted);
    const stop = () => void cancel().catch(hangUp);
    ends?.addEventListener('abort', stop, { once: true });
    try {
      return (await client.query(text)) as Awaited<ReturnType<Query>>;
    } catch (error) {
      throw explain(fault ?? error, target);
    } finally {
      clearTimeout(timer);
      socket.off('error', noted);
      ends?.removeEventListener('abort', stop);
    }
  };
