import { expect, it } from 'vitest';
import { withLinks } from './links.ts';

const origin = 'http://127.0.0.1:4000';

it('links to this site, and to no other', () => {
  const text = `Verify:\n${origin}/verify-email#token=abc\n\njavascript:alert(1) https://evil.example/x`;

  expect(withLinks(text, origin)).toEqual([
    { text: 'Verify:\n' },
    { text: `${origin}/verify-email#token=abc`, href: '/verify-email#token=abc' },
    { text: '\n\njavascript:alert(1) ' },
    { text: 'https://evil.example/x' },
  ]);
});
