/** `invalid`: the request can never work. `conflict`: not in this state. The other two speak for themselves. */
export type RefusalKind = 'invalid' | 'forbidden' | 'not-found' | 'conflict';

/** A rule said no. Knows why and in which words, and nothing of HTTP. */
export class DomainError extends Error {
  constructor(
    readonly kind: RefusalKind,
    /** kebab-case, a state of the world (`team-not-found`); public, listed in the README */
    readonly code: string,
    detail: string,
    readonly hint?: string,
  ) {
    super(detail);
    this.name = 'DomainError';
  }
}
