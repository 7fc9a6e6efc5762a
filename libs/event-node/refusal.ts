import { status } from '@grpc/grpc-js';
import type { ExpectedRevision } from './event.js';

/** Selects the error class on the client's side: sent as the trailer `exception`. */
type Trailers = Record<string, string>;

/** Selects it in answers to batch appends, which carry a typed detail in place of trailers. */
export type Detail =
  | { name: 'WrongExpectedVersion'; expected: ExpectedRevision; current: bigint }
  | { name: 'StreamDeleted'; stream: string }
  | { name: 'MaximumAppendSizeExceeded'; limit: number }
  | { name: 'Timeout' }
  | { name: 'BadRequest' };

/** An answer of no. The outcome is certain: nothing was written. */
export class Refusal extends Error {
  constructor(
    readonly code: status,
    message: string,
    readonly trailers: Trailers,
    readonly detail: Detail,
  ) {
    super(message);
  }
}

/** The node stops or lost its database: what was being written may or may not be stored. */
export class Unavailable extends Error {}

export const wrongExpectedVersion = (stream: string, expected: ExpectedRevision, current: bigint) =>
  new Refusal(
    status.FAILED_PRECONDITION,
    `Stream ${stream} is at ${current < 0n ? 'no event' : `revision ${current}`}, expected ${expected}.`,
    {
      exception: 'wrong-expected-version',
      'stream-name': stream,
      'expected-version': String(expectedNumber(expected)),
      'actual-version': current < 0n ? '' : String(current),
    },
    { name: 'WrongExpectedVersion', expected, current },
  );

export const streamDeleted = (stream: string) =>
  new Refusal(
    status.FAILED_PRECONDITION,
    `Stream ${stream} is deleted.`,
    { exception: 'stream-deleted', 'stream-name': stream },
    { name: 'StreamDeleted', stream },
  );

export const appendTooLarge = (limit: number) =>
  new Refusal(
    status.INVALID_ARGUMENT,
    `The append is larger than ${limit} bytes.`,
    { exception: 'maximum-append-size-exceeded', 'maximum-append-size': String(limit) },
    { name: 'MaximumAppendSizeExceeded', limit },
  );

const requiredProperties = 'type,content-type';

export const missingProperty = () =>
  new Refusal(
    status.INVALID_ARGUMENT,
    `Every event needs the metadata properties ${requiredProperties}.`,
    {
      exception: 'missing-required-metadata-property',
      'required-metadata-properties': requiredProperties,
    },
    { name: 'BadRequest' },
  );

export const invalid = (message: string) =>
  new Refusal(status.INVALID_ARGUMENT, message, {}, { name: 'BadRequest' });

export const expired = () =>
  new Refusal(status.DEADLINE_EXCEEDED, 'The deadline passed before the write.', {}, { name: 'Timeout' });

export const tooBusy = () => new Unavailable('The node is too busy; nothing was written.');

const expectedNumber = (expected: ExpectedRevision) => {
  switch (expected) {
    case 'no_stream':
      return -1n;
    case 'any':
      return -2n;
    case 'stream_exists':
      return -4n;
    default:
      return expected;
  }
};
