import type { Health } from '@pgai/contracts/health.js';
import { type Fetch, read } from '#lib/api/request.ts';

export const getHealth = (fetch: Fetch) => read<Health>('/api/health', fetch);
