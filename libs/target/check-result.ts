export const checkNames = [
  'resolve',
  'network',
  'tcp',
  'tls',
  'authentication',
  'version',
  'catalog',
  'select',
  'create',
  'create-view',
  'pool',
] as const;
export type CheckName = (typeof checkNames)[number];
export type Check = {
  name: CheckName;
  /** `failed` keeps it from being saved, `warning` has to be accepted */
  status: 'passed' | 'warning' | 'failed' | 'skipped';
  detail: string;
  hint?: string;
  /** the statement that mends it */
  statement?: string;
  /** which of the ways to fail it is */
  code?: string;
  ms: number;
};

/** What a check found. */
export type Finding = Omit<Check, 'name' | 'ms'>;
