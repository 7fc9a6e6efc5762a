import { expect, it } from 'vitest';
import { eventId, uuidV5 } from './event-id.js';

it('makes version 5 UUIDs as everybody else does', () => {
  const dns = '6ba7b810-9dad-11d1-80b4-00c04fd430c8';
  expect(uuidV5(dns, 'www.example.com')).toBe('2ed6657d-e927-568b-95e1-2665a8aea6a2');
});

it('gives the same command the same ids, and each of its events another', () => {
  const command = '01939f5c-6e1b-7f00-8d3a-0a1b2c3d4e5f';
  expect(eventId(command, 0)).toBe(eventId(command, 0));
  expect(eventId(command, 1)).not.toBe(eventId(command, 0));
});

it('refuses a namespace that is not a UUID', () => {
  expect(() => eventId('again', 0)).toThrow('"again" is not a UUID.');
});
