import { type ArgumentMetadata, Injectable, StandardSchemaValidationPipe } from '@nestjs/common';
import { ProblemError } from './problem.js';
import { halfCharacterAt } from './well-formed.js';

type Issue = { message: string; code?: string; path?: readonly (PropertyKey | { key: PropertyKey })[] };

const pathOf = ({ path = [] }: Issue) =>
  path.map((step) => String(typeof step === 'object' ? step.key : step));

/** A name that nobody announced may be anything, a password in the wrong place too: what is no name is not repeated. */
const nameable = (key: string) => (/^[A-Za-z_][\w-]{0,39}$/.test(key) ? key : '…');

/** Parameters and bodies against the schema on their decorator; a refusal names each field (422). */
@Injectable()
export class ValidationPipe extends StandardSchemaValidationPipe {
  override async transform<T>(value: T, metadata: ArgumentMetadata): Promise<T> {
    const { schema, data: parameter } = metadata;
    if (!schema || !this.toValidate(metadata)) return value;
    if (metadata.type === 'body' && (value === undefined || value === null))
      throw new ProblemError(422, 'invalid-input', 'This needs a JSON body.');

    const half = halfCharacterAt(value);
    if (half !== undefined) {
      const field = [
        ...(parameter ? [parameter] : []),
        ...half.split('.').filter(Boolean).slice(0, 8).map(nameable),
      ].join('.');
      const message = 'Holds half a character: a lone surrogate.';
      throw new ProblemError(422, 'invalid-input', `${field || 'The body'}: ${message}`, {
        errors: [{ field, code: 'invalid-text', message }],
      });
    }
    const result = await schema['~standard'].validate(value);
    if (!result.issues) return result.value as T;

    const errors = (result.issues as readonly Issue[]).slice(0, 100).flatMap((issue) => {
      const at = [...(parameter ? [parameter] : []), ...pathOf(issue)];
      const unknown = (issue as { keys?: string[] }).keys;
      if (unknown)
        return unknown.map((key) => ({
          field: [...at, nameable(key)].join('.'),
          code: 'unknown-field',
          message: 'There is no such field.',
        }));
      return [
        { field: at.join('.'), code: (issue.code ?? 'invalid').replaceAll('_', '-'), message: issue.message },
      ];
    });
    const [first] = errors;
    throw new ProblemError(
      422,
      'invalid-input',
      first ? `${first.field || 'The body'}: ${first.message}` : 'Not valid.',
      {
        errors,
      },
    );
  }
}
