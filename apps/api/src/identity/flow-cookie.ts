import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Config } from '../platform/config.js';

/** Somebody on their way through the identity provider, or who has come back and owes a code of the second factor. */
export type Flow =
  | { step: 'sign-in'; state: string; nonce: string; verifier: string; return_to: string }
  | { step: 'link'; state: string; nonce: string; verifier: string; user_id: string }
  | { step: 'code'; user_id: string; return_to: string };

const name = 'pgai_sign_in';
const lifetimeMs = 10 * 60_000;

/** Kept by the browser, so that any API process can go on; sealed, so that the browser can neither read nor make one. */
@Injectable()
export class FlowCookie {
  private readonly key: Buffer;
  private readonly secure: boolean;

  constructor({ masterKey, publicUrl }: Config) {
    this.key = Buffer.from(hkdfSync('sha256', masterKey, '', 'pgai sign-in: flow cookie', 32));
    this.secure = publicUrl.protocol === 'https:';
  }

  keep(reply: FastifyReply, flow: Flow) {
    const nonce = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', this.key, nonce);
    const plain = JSON.stringify({ ...flow, until: Date.now() + lifetimeMs });
    const body = Buffer.concat([cipher.update(plain), cipher.final()]);
    const value = Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64url');
    reply.setCookie(name, value, { ...this.options(), maxAge: lifetimeMs / 1_000 });
  }

  /** What was kept for this step; undefined when there is nothing of ours, or its time is over. */
  take<Step extends Flow['step']>(request: FastifyRequest, step: Step) {
    const bytes = Buffer.from(request.cookies[name] ?? '', 'base64url');
    try {
      const decipher = createDecipheriv('aes-256-gcm', this.key, bytes.subarray(0, 12)).setAuthTag(
        bytes.subarray(12, 28),
      );
      const plain = Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString();
      const flow: Extract<Flow, { step: Step }> & { until: number } = JSON.parse(plain);
      return flow.step === step && flow.until > Date.now() ? flow : undefined;
    } catch {
      return undefined; // none, cut short, or somebody else's
    }
  }

  forget(reply: FastifyReply) {
    reply.clearCookie(name, this.options());
  }

  private options() {
    return { path: '/api', httpOnly: true, sameSite: 'lax' as const, secure: this.secure };
  }
}
