import { describe, expect, it } from 'vitest';
import { Config } from './config.js';

const good = {
  DATABASE_URL: 'postgres://pgai@127.0.0.1:5432/pgai',
  EVENTSTORE_URL: 'esdb://127.0.0.1:2113?tls=false',
  PGAI_MASTER_KEY: 'ab'.repeat(32),
};

describe('the configuration', () => {
  it('has defaults for what need not be said', () => {
    expect(new Config(good)).toMatchObject({ port: 4000, host: '127.0.0.1', logLevel: 'info' });
  });

  it.each([
    [{ DATABASE_URL: undefined }, 'DATABASE_URL is not set: expected a postgres:// address.'],
    [{ DATABASE_URL: 'mysql://x' }, 'DATABASE_URL is not usable: expected a postgres:// address.'],
    [{ EVENTSTORE_URL: 'http://x' }, 'EVENTSTORE_URL is not usable: expected an esdb:// address.'],
    [{ PGAI_MASTER_KEY: 'abc' }, 'PGAI_MASTER_KEY is not usable: expected 64 hexadecimal digits (32 bytes).'],
    [{ PORT: 'http' }, 'PORT is not usable: expected a port, 0 to 65535.'],
    [{ SMTP_URL: 'http://mail' }, 'SMTP_URL is not usable: expected smtp://… or smtps://….'],
    [
      { PGAI_OIDC_ISSUER: 'http://login.example' },
      'PGAI_OIDC_ISSUER is not usable: expected an https:// address.',
    ],
    [
      { PGAI_OIDC_ISSUER: 'https://login.example' },
      'PGAI_OIDC_CLIENT_ID is not set: signing in through an identity provider needs it.',
    ],
    [
      { LOG_LEVEL: 'loud' },
      'LOG_LEVEL is not usable: expected one of fatal, error, warn, info, debug, trace, silent.',
    ],
  ])('says in one sentence what is wrong with %j', (wrong, sentence) => {
    expect(() => new Config({ ...good, ...wrong })).toThrow(sentence);
  });
});
