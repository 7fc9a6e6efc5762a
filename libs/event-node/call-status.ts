import { Metadata, type StatusObject, status } from '@grpc/grpc-js';
import { Refusal, Unavailable } from './refusal.js';

/** How a failed call ends on the wire. A fault that is not a refusal leaves the outcome open: try again. */
export function callStatus(error: unknown): StatusObject {
  const metadata = new Metadata();
  if (error instanceof Refusal) {
    for (const [name, value] of Object.entries(error.trailers)) metadata.set(name, ascii(value));
    return { code: error.code, details: error.message, metadata };
  }
  const details = error instanceof Unavailable ? error.message : `The node could not answer: ${error}`;
  return { code: status.UNAVAILABLE, details, metadata };
}

/** Trailers are printable ASCII; other characters of a stream name travel percent-encoded. */
const ascii = (value: string) => value.replace(/[^\x20-\x7e]+/g, encodeURIComponent);
