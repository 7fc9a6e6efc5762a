/** What an auditor wants to know of a command that was refused: what was tried, on what, and which rule said no. */
export type Refusal = {
  /** the operation, `teams.rename` */
  action: string;
  resource_type: string;
  /** empty where the address named none that exists by its form */
  resource_id: string;
  /** the problem's code */
  code: string;
  detail: string;
};

export type RefusalEvent =
  | { type: 'CommandRefused'; data: Refusal }
  /** More of one actor's refusals than are written one by one: how many in which time, by code. */
  | {
      type: 'CommandsRefused';
      data: { count: number; from: string; to: string; codes: Record<string, number> };
    };
