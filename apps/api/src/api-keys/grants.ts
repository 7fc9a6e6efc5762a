import type { IssueApiKey } from '@pgai/contracts/api-keys.js';
import type { Grant } from '@pgai/domain/permissions/allows.js';

/** As the rules want them; whether there are such permissions the rules say. */
export const grantsOf = (permissions: IssueApiKey['permissions']) =>
  (permissions?.map((one) => (typeof one === 'string' ? { permission: one, conditions: [] } : one)) as
    | Grant[]
    | undefined) ?? null;
