declare module 'oidc-provider' {
  import type { RequestListener } from 'node:http';

  type Account = { accountId: string; claims: () => Record<string, unknown> };
  export default class Provider {
    constructor(
      issuer: string,
      configuration: {
        clients: Record<string, unknown>[];
        claims: Record<string, string[]>;
        findAccount: (context: unknown, id: string) => Account | undefined;
        cookies: { keys: string[] };
        pkce: { required: () => boolean };
        ttl: Record<string, number>;
      },
    );
    callback(): RequestListener;
  }
}
