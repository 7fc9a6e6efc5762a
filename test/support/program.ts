import type { ApiKey, ApiKeyList, ApiKeySecret, IssueApiKey, OwnApiKey } from '@pgai/contracts/api-keys.js';
import { type Answer, Person } from './person.ts';

type KeyBody = Answer['body'] & ApiKeySecret & ApiKey & ApiKeyList & OwnApiKey;
export type KeyAnswer = Omit<Answer, 'body'> & { body: KeyBody };

/** Something that asks with an API key. */
export class Program {
  constructor(
    readonly url: string,
    readonly secret: string,
  ) {}

  get = (path: string, headers = {}) => this.send('GET', path, undefined, headers);
  post = (path: string, body?: unknown, headers = {}) => this.send('POST', path, body, headers);

  send(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
    const authorization = `Bearer ${this.secret}`;
    return new Person(this.url).send(method, path, body, {
      authorization,
      ...headers,
    }) as Promise<KeyAnswer>;
  }
}

/** A key of this team, and a program that has it. */
export async function issueKey(by: Person, team: string, more: Partial<IssueApiKey> = {}) {
  const answer = (await by.post(`/api/teams/${team}/api-keys`, {
    name: 'Nightly build',
    role: 'developer',
    ...more,
  })) as KeyAnswer;
  if (answer.status !== 201) throw new Error(`issuing answered ${JSON.stringify(answer.body)}`);
  const { id, secret } = answer.body;
  const path = `/api/teams/${team}/api-keys/${id}`;
  const shown = async (query = '') => (await by.get(path + query)).body as unknown as ApiKey;
  return { id, secret, path, shown, program: new Program(by.url, secret), answer };
}
