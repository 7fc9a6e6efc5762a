/**
 * A personal field, sealed under its subject's key before it reaches a command. The rules see only that it is there;
 * destroying the key erases it everywhere while events, hashes and proofs stay as they are.
 */
export type Sealed = { $sealed: string };
