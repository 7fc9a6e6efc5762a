import { describe, expect, it } from 'vitest';
import { upcaster } from './upcast.js';

describe('lifting an old shape', () => {
  const upcast = upcaster({
    TeamCreated: [
      ({ title, ...rest }) => ({ ...rest, name: title }), // 1 ▸ 2
      (data) => ({ ...data, plan: 'free' }), // 2 ▸ 3
    ],
  });

  it('goes through every version in between', () => {
    expect(upcast.lift('TeamCreated', 1, { title: 'Meridian' })).toEqual({ name: 'Meridian', plan: 'free' });
  });

  it('starts at the version it was stored in', () => {
    expect(upcast.lift('TeamCreated', 2, { name: 'Meridian' })).toEqual({ name: 'Meridian', plan: 'free' });
  });

  it('leaves the newest, unknown types and versions of the future as they are', () => {
    const data = { name: 'Meridian' };

    expect(upcast.lift('TeamCreated', 3, data)).toBe(data);
    expect(upcast.lift('TeamCreated', 9, data)).toBe(data);
    expect(upcast.lift('ShipLaunched', 1, data)).toBe(data);
  });

  it('knows the version to write', () => {
    expect(upcast.version('TeamCreated')).toBe(3);
    expect(upcast.version('TeamRenamed')).toBe(1);
  });
});
