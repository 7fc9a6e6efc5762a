import { generate } from 'otplib';
import type { Stack } from './app.ts';
import { mailTo, tokenIn } from './mailbox.ts';
import { type Person, password } from './person.ts';

/** The codes of an authenticator app: of this half minute, or of one before or after it. */
export const codesOf = (secret: string) => (steps: number) =>
  generate({ secret, epoch: Math.floor(Date.now() / 1_000) + steps * 30 });

export async function verifiedPerson(stack: Stack, name: string) {
  const person = await stack.person(name);
  const token = tokenIn(await mailTo(stack.url, person.email, /^Verify/));
  const { body } = await person.post('/api/auth/verify-email', { token });
  await person.get(`/api/me?at_least=${body.revision}`);
  return person;
}

/** Somebody with a second factor, of whose codes none counts as used. */
export async function personWithApp(stack: Stack, name: string) {
  const person = await verifiedPerson(stack, name);
  const enrolled = await person.post('/api/me/second-factor/enrol', { password });
  const { secret } = enrolled.body as unknown as { secret: string };
  const code = codesOf(secret);
  const confirmed = await person.post('/api/me/second-factor/confirm', { totp: await code(0) });
  await stack.query('update app.second_factor set last_step = 0 where user_id = $1', [person.id]);
  const { recovery_codes } = confirmed.body as unknown as { recovery_codes: string[] };
  return { person, secret, code, recovery_codes };
}

/** Signs in from another browser. */
export async function signIn(stack: Stack, { email }: Person, totp?: string) {
  const browser = stack.stranger();
  const { status, body } = await browser.post('/api/auth/sign-in', { email, password, totp });
  return { status, code: body.code, browser };
}
