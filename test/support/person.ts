import { randomUUID } from 'node:crypto';
import type { SignedIn } from '@pgai/contracts/identity.js';
import type { Problem } from '@pgai/contracts/problem.js';
import type { Receipt } from '@pgai/contracts/receipt.js';
import type { Team, TeamList } from '@pgai/contracts/teams.js';

/** The fields of all answers together; a test reads those its route has. */
type Body = Receipt & Problem & SignedIn & Team & TeamList;
export type Answer = { status: number; headers: Headers; body: Body };

/** Everybody's, until they change it. */
export const password = 'correct horse battery';

/** Somebody with an HTTP client and perhaps a session. */
export class Person {
  id = '';
  cookie = '';
  email = '';

  constructor(readonly url: string) {}

  static async signUp(url: string, name: string) {
    const person = new Person(url);
    person.email = `${name.toLowerCase().replaceAll(/\W/g, '')}-${randomUUID().slice(0, 8)}@example.com`;
    const made = await person.post('/api/auth/sign-up', {
      email: person.email,
      password,
      name,
    });
    if (made.status !== 201) throw new Error(`sign-up answered ${made.status}: ${JSON.stringify(made.body)}`);
    person.id = made.body.user_id;
    return person;
  }

  get = (path: string, headers: Record<string, string> = {}) => this.send('GET', path, undefined, headers);
  post = (path: string, body?: unknown, headers: Record<string, string> = {}) =>
    this.send('POST', path, body, headers);

  /** Makes a team and waits until it is in the read model. */
  async team(name: string) {
    const { body } = await this.post('/api/teams', { name });
    await this.get(`/api/teams/${body.id}?at_least=${body.revision}`);
    return body.id as string;
  }

  async send(method: string, path: string, body: unknown, headers: Record<string, string>): Promise<Answer> {
    const answer = await fetch(this.url + path, {
      method,
      headers: {
        ...(this.cookie && { cookie: this.cookie }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      body: typeof body === 'string' ? body : body === undefined ? null : JSON.stringify(body),
    });
    const [set] = answer.headers.getSetCookie();
    if (set !== undefined) this.cookie = set.split(';')[0] ?? '';
    const text = await answer.text();
    const json = /json\b/.test(answer.headers.get('content-type') ?? '');
    return {
      status: answer.status,
      headers: answer.headers,
      body: (json && text ? JSON.parse(text) : text) as Body,
    };
  }
}
