import { describe, expect, it } from 'vitest';
import { hashPassword, nobodysPassword, passwordMatches } from './password.js';

describe('a password', () => {
  it('matches its hash and no other does', async () => {
    const hash = await hashPassword('correct horse battery');

    expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[\w+/]{22}\$[\w+/]{43}$/);
    expect(await passwordMatches('correct horse battery', hash)).toBe(true);
    expect(await passwordMatches('correct horse batterz', hash)).toBe(false);
  });

  it('has another hash each time', async () => {
    expect(await hashPassword('correct horse battery')).not.toBe(await hashPassword('correct horse battery'));
  });

  it('is the same however the keyboard composes its letters', async () => {
    const hash = await hashPassword('caf\u00e9 au lait, twice');

    expect(await passwordMatches('cafe\u0301 au lait, twice', hash)).toBe(true);
  });

  it('of nobody never matches', async () => {
    expect(await passwordMatches('', nobodysPassword)).toBe(false);
  });
});
