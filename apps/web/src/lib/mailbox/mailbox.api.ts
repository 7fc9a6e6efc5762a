import type { Mailbox, OpenMail } from '@pgai/contracts/mailbox.js';
import { type Fetch, readOpen } from '#lib/api/request.ts';

export const listMails = (fetch: Fetch) => readOpen<Mailbox>('/api/mailbox', fetch);
export const getMail = (id: string, fetch: Fetch) => readOpen<OpenMail>(`/api/mailbox/${id}`, fetch);
