import { describe, expect, it } from 'vitest';
import { given } from '../testing/given.js';
import { effectiveDays, type RetentionDays, type RetentionEvent, retention } from './retention.js';

const policy = (days: RetentionDays): RetentionEvent => ({ type: 'RetentionPolicySet', data: { days } });
const set = (scope: 'deployment' | 'team', days: RetentionDays) =>
  ({ type: 'SetRetentionPolicy', scope, days }) as const;

describe('a retention policy', () => {
  it('says all days that were ever set', () =>
    given(retention, policy({ snapshots: 7 }))
      .when(set('team', { replaced_secrets: 30 }))
      .decides(policy({ snapshots: 7, replaced_secrets: 30 })));

  it('set to what it is, is nothing new', () =>
    given(retention, policy({ snapshots: 7 }))
      .when(set('team', { snapshots: 7 }))
      .decides());

  it.each([0, 366, 1.5, Number.NaN])('of %d days is refused', (days) =>
    given(retention)
      .when(set('team', { snapshots: days }))
      .refused('retention-out-of-range'),
  );

  it('of a team does not reach what all share', () =>
    given(retention)
      .when(set('team', { idempotency_keys: 1 }))
      .refused('not-retained'));

  it('never reaches events', () =>
    given(retention)
      .when(set('deployment', { events: 1 } as never))
      .refused('not-retained'));

  it('holds by itself until somebody sets it', () => {
    expect(effectiveDays('team', { days: { snapshots: 3 } })).toEqual({
      snapshots: 3,
      replaced_secrets: 30,
      archived_drafts: 90,
    });
    expect(effectiveDays('deployment', retention.initial)).toMatchObject({ idempotency_keys: 7 });
  });
});

it('a run says what it removed', () => {
  const removed = [{ what: 'snapshots', count: 3 }] as const;
  given(retention)
    .when({ type: 'ApplyRetention', removed })
    .decides({ type: 'RetentionApplied', data: { removed: [...removed] } });
});
