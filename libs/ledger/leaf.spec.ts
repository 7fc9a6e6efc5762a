import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson } from './canonical-json.js';
import { describe as described, leafOf } from './entry.js';
import { BadCheckpoint, openCheckpoint, Signer } from './signed-checkpoint.js';

describe('canonical JSON', () => {
  it('is the example of RFC 8785', () => {
    const value = JSON.parse(`{
      "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
      "string": "\\u20ac$\\u000F\\u000aA'\\u0042\\u0022\\u005c\\\\\\"\\/",
      "literals": [null, true, false]
    }`);

    expect(canonicalJson(value)).toBe(
      String.raw`{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\u000f\nA'B\"\\\\\"/"}`,
    );
  });

  it('does not depend on the order of members', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const turned = (one: unknown): unknown =>
          typeof one === 'object' && one !== null && !Array.isArray(one)
            ? Object.fromEntries(Object.entries(one).reverse())
            : one;

        expect(canonicalJson(turned(value))).toBe(canonicalJson(value));
        expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it('refuses what JSON has not', () => {
    expect(() => canonicalJson([Number.NaN])).toThrow(TypeError);
  });
});

const event = {
  position: 7n,
  stream: 'team-0193',
  revision: 1n,
  id: '01939f5c-6e1a-7c3b-9a51-4b1f0f6d2a10',
  type: 'TeamRenamed',
  data: { name: 'Meridian' },
  metadata: {
    actor: { kind: 'user', id: 'ada' },
    team_id: 't',
    correlation_id: 'c',
    at: '2026-11-20T22:00:00Z',
  },
};

describe('a leaf', () => {
  it.each([
    { position: 8n },
    { stream: 'team-0194' },
    { revision: 2n },
    { id: '01939f5c-6e1a-7c3b-9a51-4b1f0f6d2a11' },
    { type: 'TeamCreated' },
    { data: { name: 'Meridian ' } },
    { metadata: { ...event.metadata, at: '2026-11-20T22:00:01Z' } },
  ])('is another one when a field is (%#)', (change) => {
    expect(leafOf({ ...event, ...change })).not.toEqual(leafOf(event));
  });

  it('is the same from a table and from the log', () => {
    expect(leafOf({ ...event, position: '7', revision: 1 })).toEqual(leafOf(event));
  });

  it('comes with who did what to what', () => {
    expect(described(event)).toEqual({
      team_id: 't',
      actor_kind: 'user',
      actor_id: 'ada',
      action: 'TeamRenamed',
      resource_type: 'team',
      resource_id: '0193',
      correlation_id: 'c',
      at: new Date('2026-11-20T22:00:00Z'),
    });
  });
});

describe('a signed checkpoint', () => {
  const signer = new Signer('pgai.example/audit', Buffer.alloc(32, 7));
  const head = { size: 3, root: Buffer.alloc(32, 1), extensions: ['team t'] };
  const note = signer.sign(head);

  it('opens with the public key', () => {
    expect(openCheckpoint(note, signer.verifier)).toEqual({ ...head, origin: 'pgai.example/audit' });
  });

  it('does not once any character of it is another', () => {
    for (const at of Array.from(note).keys()) {
      const characters = Array.from(note);
      characters[at] = characters[at] === '3' ? '4' : '3';
      expect(() => openCheckpoint(characters.join(''), signer.verifier)).toThrow(BadCheckpoint);
    }
  });

  it('does not with another key', () => {
    const other = new Signer('pgai.example/audit', Buffer.alloc(32, 8));

    expect(() => openCheckpoint(note, other.verifier)).toThrow(BadCheckpoint);
    expect(() => openCheckpoint(note, 'no key')).toThrow(BadCheckpoint);
  });
});
