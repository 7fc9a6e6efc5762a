import type { Mailbox, OpenMail } from '@pgai/contracts/mailbox.js';
import { expect } from 'vitest';

const read = async <T>(url: string) => (await (await fetch(url)).json()) as T;

/** The newest mail to this address whose subject matches, once it is there. */
export async function mailTo(url: string, email: string, subject: RegExp) {
  const find = async () => {
    const { data } = await read<Mailbox>(`${url}/api/mailbox`);
    return data.find((mail) => mail.to === email && subject.test(mail.subject));
  };
  const { id } = await expect
    .poll(find, { timeout: 10_000, interval: 50 })
    .toBeTruthy()
    .then(async () => (await find())!);
  return read<OpenMail>(`${url}/api/mailbox/${id}`);
}

/** What stands behind the # of the link in a mail. */
export const tokenIn = ({ text }: { text: string }) => /#token=([\w-]{43})\b/.exec(text)?.[1] ?? '';
