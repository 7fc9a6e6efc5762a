import pg from 'pg';
import { cancel } from './cancel.js';
import { type Dialled, dial, type Steps } from './dial.js';
import { encryptionOf } from './encryption.js';
import { explain } from './explain.js';
import type { NetworkGuard } from './guard.js';
import type { Target } from './target.js';
import type { TargetError } from './target-error.js';
import { type Budget, watched } from './watched-stream.js';

export const connectMs = 2_000;
const signInBytes = 262_144;

/** Signed in to a target. */
export type Session = {
  client: pg.Client;
  budget: Budget;
  dialled: Dialled;
  /** ends what it is doing; it may be used on */
  cancel: () => Promise<void>;
};

type Options = { steps?: Steps & { encrypted?: (dialled: Dialled) => void }; timeoutMs?: number };

/** Opens a session as the target's TLS mode says. @throws TargetError */
export async function openSession(
  target: Target,
  guard: NetworkGuard,
  { steps, timeoutMs }: Options = {},
): Promise<Session> {
  const deadline = AbortSignal.timeout(timeoutMs ?? connectMs);
  const { attempts } = encryptionOf(target.sslMode, target.ca);
  let refusal: TargetError | undefined;
  for (const encrypt of attempts) {
    try {
      const dialled = await dial(target, guard, encrypt, deadline, steps);
      steps?.encrypted?.(dialled);
      const signedIn = await signIn(target, dialled, deadline);
      return { ...signedIn, cancel: () => cancel(signedIn.client, dialled, target, guard) };
    } catch (error) {
      refusal = explain(error, target);
      // Only a refusal of this very kind of connection is a reason for the other kind.
      if (refusal.code !== 'tls-required' && refusal.code !== 'login-not-allowed') break;
    }
  }
  throw refusal ?? explain(undefined, target);
}

async function signIn(target: Target, dialled: Dialled, deadline: AbortSignal) {
  const { socket } = dialled;
  const budget: Budget = { bytes: signInBytes };
  watched(socket, budget);
  // `pg` believes it connects; the socket is there already, dialled to the address that was checked.
  socket.connect = (() => {
    setImmediate(() => socket.emit('connect'));
    return socket;
  }) as typeof socket.connect;

  const client = new pg.Client({
    host: target.host,
    port: target.port,
    user: target.username,
    database: target.database,
    password: () => target.password, // as a function: neither the environment nor ~/.pgpass is asked
    options: ' ',
    ssl: false,
    stream: () => socket,
    application_name: 'pgai',
    client_encoding: 'UTF8',
  });
  let fault: Error | undefined;
  client.on('error', (error) => {
    fault ??= error;
  });
  socket.on('error', (error) => {
    fault ??= error;
  });
  const late = () => socket.destroy(Object.assign(new Error('late'), { code: 'ETIMEDOUT' }));
  deadline.addEventListener('abort', late, { once: true });
  try {
    if (deadline.aborted) late();
    const signedIn = client.connect();
    socket.resume(); // it was stopped so that nothing was lost before somebody listened
    await signedIn;
    return { client, budget, dialled };
  } catch (error) {
    socket.destroy();
    throw explain(fault ?? error, target);
  } finally {
    deadline.removeEventListener('abort', late);
  }
}
