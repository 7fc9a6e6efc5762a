import type { Receipt } from '@pgai/contracts/receipt.js';
import type { SetViewLimits, ViewLimits } from '@pgai/contracts/view-limits.js';
import { command, type Fetch, read } from '#lib/api/request.ts';

const path = (team: string) => `/api/teams/${team}/view-limits`;

export const getViewLimits = (team: string, fetch: Fetch) => read<ViewLimits>(path(team), fetch);
export const setViewLimits = (team: string, limits: SetViewLimits) => command<Receipt>(path(team), limits);
