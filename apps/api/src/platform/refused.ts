import { STATUS_CODES } from 'node:http';
import type { Refusal } from '@pgai/domain/refusals/refusal.js';
import type { FastifyRequest } from 'fastify';
import type { ProblemError } from './problem.js';

const ofCommands = new Set([403, 404, 409, 412, 422]);
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
/** Words such as roles and verbs; anything else a request says may be personal or secret. */
const vocabulary = /^[a-z_]{0,10}$/;

/** Commands that a rule, a right or a schema refused; of reads those that somebody lacks the right for. */
export const isRefusal = (request: FastifyRequest, { status }: ProblemError) =>
  request.method === 'GET' || request.method === 'HEAD' ? status === 403 : ofCommands.has(status);

/** What the ledger keeps of it: nothing of the request but its operation and the ids in its address. */
export function refusalOf(request: FastifyRequest, { status, code, message, more }: ProblemError): Refusal {
  const params = Object.entries((request.params ?? {}) as Record<string, string>);
  const named = params.filter(([, value]) => uuid.test(value)).at(-1);
  const operation = request.operation ?? 'unknown';
  return {
    action: operation,
    resource_type: named?.[0] ?? params.at(-1)?.[0] ?? operation.split('.')[0] ?? '',
    resource_id: named?.[1] ?? '',
    code,
    detail: more.errors
      ? [...new Set(more.errors.map((error) => `${fieldOf(error)}: ${error.code}`))].join(', ')
      : repeats(request, message)
        ? (STATUS_CODES[status] ?? code)
        : message,
  };
}

/** A field's name is ours, unless there is no such field: then the sender made it up. */
const fieldOf = ({ field, code }: { field: string; code: string }) =>
  code === 'unknown-field' ? 'a field that is not known' : field;

/** Whether a sentence quotes what the request's body said. Ours do not; this holds for those yet to be written. */
function repeats({ body }: FastifyRequest, sentence: string) {
  const said: string[] = [];
  const walk = (value: unknown) => {
    if (typeof value === 'string') said.push(value);
    else if (typeof value === 'object' && value !== null)
      for (const [name, item] of Object.entries(value)) {
        said.push(name);
        walk(item);
      }
  };
  walk(body);
  return said.some((text) => !vocabulary.test(text) && sentence.includes(text));
}
