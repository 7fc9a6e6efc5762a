import { describe, expect, it } from 'vitest';
import { isSecret, newSecret, secretPrefix } from './api-key-secret.js';

const prefix = secretPrefix('live', '019a9f4e-7c1d-7e55-8d5e-0d9f6f2f4a11');

describe('the secret of an API key', () => {
  it('says what it is, and of which key', () => {
    expect(newSecret(prefix)).toMatch(/^pgai_live_6f2f4a11_[0-9A-Za-z]{49}$/);
  });

  it('is another each time', () => {
    const made = new Set(Array.from({ length: 1_000 }, () => newSecret(prefix)));

    expect(made.size).toBe(1_000);
    expect([...made].every(isSecret)).toBe(true);
  });

  it('has the checksum that a scanner reckons by itself', () => {
    expect(isSecret('pgai_local_6f2f4a11_00000000000000000000000000000000000000000001chcwo')).toBe(true);
  });

  it('with one character changed, missing or more is none', () => {
    const secret = newSecret(prefix);
    const typos = [...secret].flatMap((sign, at) => {
      const other = sign === 'x' ? 'y' : 'x';
      return [
        secret.slice(0, at) + other + secret.slice(at + 1),
        secret.slice(0, at) + secret.slice(at + 1),
        secret.slice(0, at) + other + secret.slice(at),
      ];
    });

    expect(typos.filter(isSecret)).toEqual([]);
    expect(['', 'pgai_live_', ` ${secret}`, `${secret}\n`, secret.toUpperCase()].filter(isSecret)).toEqual(
      [],
    );
  });
});
