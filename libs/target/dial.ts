import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls, type DetailedPeerCertificate, type TLSSocket } from 'node:tls';
import { encryptionOf } from './encryption.js';
import { explain } from './explain.js';
import { refuseOtherProtocols } from './frames.js';
import { NetworkGuard } from './guard.js';
import type { Target } from './target.js';
import { TargetError } from './target-error.js';

export type Certificate = {
  validTo: Date;
  issuer: string;
  trusted: boolean;
  fault?: TargetError | undefined;
};
export type Dialled = {
  socket: Socket;
  address: string;
  encryption?: { protocol: string; certificate: Certificate } | undefined;
};

/** Told of each step as it is done, and what was found. */
export type Steps = {
  resolved?: (addresses: string[]) => void;
  allowed?: () => void;
  connected?: (address: string) => void;
};

export type Encrypt = 'never' | 'if-offered' | 'always';

/** A socket to the target, encrypted as asked, to an address the guard has seen. @throws TargetError */
export async function dial(
  target: Target,
  guard: NetworkGuard,
  encrypt: Encrypt,
  deadline: AbortSignal,
  steps: Steps = {},
): Promise<Dialled> {
  const addresses = await guard.resolve(target.host);
  steps.resolved?.(addresses);
  guard.check(addresses);
  steps.allowed?.();
  const { socket, address } = await reach(addresses, target, deadline);
  try {
    steps.connected?.(address);
    if (encrypt === 'never') return { socket, address };
    if (!(await offersTls(socket, deadline))) {
      if (encrypt === 'if-offered') return { socket, address };
      throw new TargetError(
        'tls-not-offered',
        'The server does not offer TLS.',
        `Turn ssl on in its postgresql.conf, or choose another TLS mode than ${target.sslMode}.`,
      );
    }
    return { address, ...(await encrypted(socket, target, deadline)) };
  } catch (error) {
    socket.destroy();
    throw explain(error, target);
  }
}

/** The first of the addresses that answers; when none does, why the last did not. */
async function reach(addresses: readonly string[], target: Target, deadline: AbortSignal) {
  let failure: unknown;
  for (const address of addresses) {
    const socket = connectTcp({ host: address, port: target.port, noDelay: true, keepAlive: true });
    try {
      await event(socket, 'connect', deadline);
      return { socket, address };
    } catch (error) {
      socket.destroy();
      failure = error;
    }
  }
  throw explain(failure, target);
}

const sslRequest = Buffer.from([0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f]);

async function offersTls(socket: Socket, deadline: AbortSignal) {
  const answered = event(socket, 'data', deadline);
  socket.write(sslRequest);
  const [answer] = (await answered) as [Buffer];
  socket.pause();
  const letter = String.fromCharCode(answer[0] ?? 0);
  // What came in the clear after the answer would be read as if it had come encrypted (CVE-2021-23222).
  if (answer.length === 1 && (letter === 'S' || letter === 'N')) return letter === 'S';
  refuseOtherProtocols(answer);
  throw new TargetError(
    'not-postgres',
    'The server does not answer as PostgreSQL does.',
    'Look at host and port.',
  );
}

async function encrypted(socket: Socket, target: Target, deadline: AbortSignal) {
  const { sslMode, ca, certificate, key } = target;
  const name = NetworkGuard.plain(target.host);
  const secure: TLSSocket = connectTls({
    socket,
    host: name,
    ...(isIP(name) === 0 && { servername: name }),
    ...(ca && { ca }),
    ...(certificate && { cert: certificate, key }),
    rejectUnauthorized: false, // judged below, by the mode, and before anything is sent
    minVersion: 'TLSv1.2',
  });
  await event(secure, 'secureConnect', deadline);
  const found = certificateOf(secure, target);
  // Everything but verify-full looks at who signed it, and not at the name.
  const matters = found.fault?.code !== 'certificate-wrong-host' || sslMode === 'verify-full';
  if (found.fault && matters && encryptionOf(sslMode, ca).verifies) {
    secure.destroy();
    throw found.fault;
  }
  return { socket: secure, encryption: { protocol: secure.getProtocol() ?? 'TLS', certificate: found } };
}

function certificateOf(secure: TLSSocket, target: Target): Certificate {
  const peer: DetailedPeerCertificate = secure.getPeerCertificate(true);
  const fault = secure.authorized ? undefined : explain({ code: String(secure.authorizationError) }, target);
  const issuer = String(peer.issuer?.O ?? peer.issuer?.CN ?? 'unknown');
  return { validTo: new Date(peer.valid_to), issuer, trusted: secure.authorized, fault };
}

/** The arguments of the next such event. @throws what ended the socket, or that time is up */
function event(socket: Socket, name: string, deadline: AbortSignal): Promise<unknown[]> {
  return new Promise((resolve, reject) => {
    const done = () => {
      socket.off(name, hear).off('error', fail).off('close', close);
      deadline.removeEventListener('abort', late);
    };
    const settle = (act: () => void) => () => {
      done();
      act();
    };
    const hear = (...args: unknown[]) => settle(() => resolve(args))();
    const fail = (error: Error) => settle(() => reject(error))();
    const close = settle(() => reject(Object.assign(new Error('closed'), { code: 'ECONNRESET' })));
    const late = settle(() => reject(Object.assign(new Error('late'), { code: 'ETIMEDOUT' })));
    if (deadline.aborted) return late();
    socket.once(name, hear).once('error', fail).once('close', close);
    deadline.addEventListener('abort', late);
  });
}
