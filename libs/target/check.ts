import { factsOf, factsQuery, judge, type ServerFacts, tooOld } from './check-facts.js';
import { type Check, type CheckName, checkNames, type Finding } from './check-result.js';
import type { Dialled } from './dial.js';
import { explain } from './explain.js';
import type { NetworkGuard } from './guard.js';
import { onlyRow, reading } from './read.js';
import { openSession } from './session.js';
import type { PoolSize, Target } from './target.js';
import { TargetError } from './target-error.js';

export type CheckResult = { ok: boolean; checks: Check[]; server?: ServerFacts };

/** Goes the way of a connection step by step and tells of each as it ends. Never throws for what the target does. */
export async function checkTarget(
  target: Target,
  size: PoolSize,
  guard: NetworkGuard,
  tell: (check: Check) => void = () => undefined,
): Promise<CheckResult> {
  const checks: Check[] = [];
  let last = performance.now();
  const record = (name: CheckName, check: Finding) => {
    const now = performance.now();
    const made: Check = { name, ...check, ms: Math.round((now - last) * 10) / 10 };
    last = now;
    if (checks.some((other) => other.name === name)) return; // a second attempt goes the same first steps
    checks.push(made);
    tell(made);
  };
  const passed = (name: CheckName, detail: string) => record(name, { status: 'passed', detail });
  let server: ServerFacts | undefined;

  try {
    const session = await openSession(target, guard, {
      steps: {
        resolved: (addresses) =>
          passed(
            'resolve',
            addresses[0] === target.host
              ? 'An address, no name'
              : `${target.host} is ${addresses.join(', ')}`,
          ),
        allowed: () => passed('network', 'The address may be reached from here'),
        connected: (address) => passed('tcp', `Port ${target.port} of ${address} answers`),
        encrypted: (dialled) => record('tls', judgeEncryption(dialled, target)),
      },
    });
    passed('authentication', `Signed in as ${target.username}`);
    try {
      server = await reading(session, target, async (read) =>
        factsOf(onlyRow(await read(factsQuery, [], { timeoutMs: 3_000, bytes: 4_194_304 }))),
      );
    } finally {
      session.client.end().catch(() => session.dialled.socket.destroy());
    }
    for (const [name, check] of judge(server, target, size)) record(name, check);
  } catch (error) {
    const { code, message, hint } = explain(error, target);
    const name = tooOld(error) ? 'version' : nextOf(checks);
    record(name, { status: 'failed', detail: message, code, ...(hint && { hint }) });
  }
  for (const name of checkNames) record(name, { status: 'skipped', detail: 'Not looked at' });
  return {
    ok: checks.every(({ status }) => status === 'passed' || status === 'warning'),
    checks,
    ...(server && { server }),
  };
}

/** The step that was under way. A name that may not be dialled is found by what it resolves to. */
const nextOf = (checks: Check[]): CheckName =>
  checkNames.find((name) => !checks.some((check) => check.name === name)) ?? 'catalog';

function judgeEncryption({ encryption, address }: Dialled, { sslMode }: Target): Finding {
  const near = /^(127\.|::1$)/.test(address);
  if (!encryption) {
    const detail =
      sslMode === 'disable' ? 'Not encrypted, as asked' : 'Not encrypted: the server offers no TLS';
    if (near) return { status: 'passed', detail: `${detail}; it does not leave this machine` };
    return {
      status: 'warning',
      detail,
      hint: 'Everybody on the way can read the password and the data. Turn TLS on at the server.',
    };
  }
  const { protocol, certificate } = encryption;
  const until = Number.isNaN(certificate.validTo.getTime())
    ? ''
    : `, valid until ${certificate.validTo.toISOString().slice(0, 10)}`;
  if (certificate.trusted)
    return { status: 'passed', detail: `${protocol}, certificate of ${certificate.issuer}${until}` };
  const fault = certificate.fault ?? new TargetError('certificate-untrusted', 'It is not verified.');
  if (sslMode === 'verify-ca')
    return { status: 'passed', detail: `${protocol}, certificate verified${until}` };
  return {
    status: fault.code === 'certificate-expired' ? 'warning' : 'passed',
    detail: `${protocol}, the certificate is not checked in the mode ${sslMode}. ${fault.message}`,
    hint: 'verify-full makes sure that nobody sits in between.',
  };
}
