import { Injectable } from '@nestjs/common';
import { Email } from '@pgai/contracts/identity.js';
import * as oidc from 'openid-client';
import { Config, type Oidc } from '../platform/config.js';
import { Logger } from '../platform/logger.js';
import { ProblemError } from '../platform/problem.js';

/** What the provider vouches for. `email` only when it has verified it; `mfa`: it asked for more than a password. */
export type Vouched = { issuer: string; subject: string; email?: string; name: string; mfa: boolean };

/** The deployment's OpenID Connect provider: authorization code with PKCE, state and nonce. */
@Injectable()
export class IdentityProvider {
  private discovered: Promise<oidc.Configuration> | undefined;

  constructor(
    private readonly config: Config,
    private readonly logger: Logger,
  ) {}

  get name() {
    return this.config.oidc?.name ?? null;
  }

  /** Where to send the browser, and what must come back with it. */
  async start(step: 'sign-in' | 'link') {
    const provider = await this.provider();
    const verifier = oidc.randomPKCECodeVerifier();
    const state = `${step}.${oidc.randomState()}`; // the page that is come back to tells by it what to do
    const nonce = oidc.randomNonce();
    const location = oidc.buildAuthorizationUrl(provider, {
      redirect_uri: this.callback.href,
      scope: 'openid email profile',
      code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
      state,
      nonce,
    });
    return { location: location.href, kept: { state, nonce, verifier } };
  }

  /** @throws ProblemError whatever of the answer is wrong; what it was is in the log */
  async finish(query: string, kept: { state: string; nonce: string; verifier: string }): Promise<Vouched> {
    const provider = await this.provider();
    const url = new URL(this.callback);
    url.search = query;
    try {
      const tokens = await oidc.authorizationCodeGrant(provider, url, {
        expectedState: kept.state,
        expectedNonce: kept.nonce,
        pkceCodeVerifier: kept.verifier,
        idTokenExpected: true,
      });
      const claims = tokens.claims();
      if (!claims) throw new Error('no ID token');
      const asked = typeof claims.email === 'string' ? {} : await this.userInfo(provider, tokens, claims.sub);
      return vouched({ ...asked, ...claims }, claims);
    } catch (error) {
      this.logger.warn({ why: reasonOf(error) }, 'the answer of the identity provider was refused');
      throw identityRefused();
    }
  }

  private userInfo(provider: oidc.Configuration, tokens: { access_token: string }, subject: string) {
    return provider.serverMetadata().userinfo_endpoint
      ? oidc.fetchUserInfo(provider, tokens.access_token, subject)
      : {};
  }

  /** Asked once it is needed, and again after it did not answer: it may start later than we do. */
  private async provider() {
    const { oidc: configured } = this.config;
    if (!configured)
      throw new ProblemError(404, 'no-identity-provider', 'This deployment has no identity provider.');
    this.discovered ??= discover(configured);
    try {
      return await this.discovered;
    } catch (error) {
      this.discovered = undefined;
      this.logger.warn({ why: reasonOf(error) }, 'the identity provider does not answer as it should');
      throw new ProblemError(503, 'identity-provider-unavailable', 'The identity provider does not answer.', {
        headers: { 'Retry-After': '5' },
      });
    }
  }

  private get callback() {
    return new URL('/sign-in/callback', this.config.publicUrl);
  }
}

async function discover({ issuer, clientId, clientSecret }: Oidc) {
  const checks = [oidc.enableNonRepudiationChecks]; // the ID token's signature, not only where it came from
  const execute = issuer.protocol === 'http:' ? [oidc.allowInsecureRequests, ...checks] : checks;
  return oidc.discovery(issuer, clientId, clientSecret, undefined, { execute, timeout: 10 });
}

function vouched(
  about: Record<string, unknown>,
  { iss: issuer, sub: subject }: { iss: string; sub: string },
): Vouched {
  const { data: email } = Email.safeParse(about.email_verified === true ? about.email : undefined);
  const names = [about.name, about.preferred_username, email?.split('@')[0], 'Somebody'];
  const name = names.find((one) => typeof one === 'string' && one.trim() !== '') as string;
  const mfa = Array.isArray(about.amr) && about.amr.includes('mfa');
  return { issuer, subject, ...(email && { email }), name: name.trim().slice(0, 100), mfa };
}

export const identityRefused = () =>
  new ProblemError(401, 'identity-refused', 'The answer of the identity provider is not accepted.', {
    hint: 'Start again. An answer works once, within ten minutes, in the browser that asked.',
  });

/** The library's codes; a message may quote what was sent. */
const reasonOf = (error: unknown) => {
  const { code, error: said, name, cause } = error as Error & { code?: string; error?: string };
  return { name, code, said, cause: (cause as { code?: string } | undefined)?.code };
};
