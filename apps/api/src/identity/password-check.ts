import { Injectable } from '@nestjs/common';
import { PasswordProof } from '../platform/password-proof.js';
import { Proof } from './proof.js';

/** What other features ask of the accounts. */
@Injectable()
export class PasswordCheck extends PasswordProof {
  constructor(private readonly proof: Proof) {
    super();
  }

  demand(person: { user_id: string; ip: string }, password: string) {
    return this.proof.password(person, 'password', [password]);
  }
}
