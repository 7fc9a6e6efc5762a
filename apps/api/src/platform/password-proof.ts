/**
 * A second look at the password, before something that a session left open must not do. The accounts know how; other
 * features only ask.
 */
export abstract class PasswordProof {
  /** @throws ProblemError when it is another (403), or no try is left (429) */
  abstract demand(person: { user_id: string; ip: string }, password: string): Promise<void>;
}
