import fc from 'fast-check';
import { expect, it } from 'vitest';
import { mask } from './mask.js';

it.each([
  ['ada@example.com', 'text', 'xxx@xxxxxxx.xxx'],
  ['+49 (0)30 123-456', 'text', '+00 (0)00 000-000'],
  ['Größe 42 أحمد 😀', 'text', 'Xxxxx 00 xxxx ·'],
  ['2026-11-21 06:00:00+00', 'timestamp with time zone', '0000-00-00 00:00:00+00'],
  ['{"name": "Ada"}', 'jsonb', '{"xxxx": "Xxx"}'],
  ['true', 'boolean', 'true'],
  ['paid', 'public.state', 'paid'],
])('shows of %s, a %s, that it is like %s', (value, type, masked) => {
  expect(mask(value, type, new Set(['public.state']))).toBe(masked);
});

it('lets no letter and no digit of anybody through, whatever is in it', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (value) => {
      const masked = mask(value, 'text') ?? '';
      expect(masked.replaceAll(/[xX0]/g, '')).not.toMatch(/[\p{L}\p{N}]/u);
      expect([...masked].length).toBeLessThanOrEqual(41);
    }),
  );
});
