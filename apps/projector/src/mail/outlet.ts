import nodemailer from 'nodemailer';
import type { Mail } from './letter.js';

export type MailOptions = {
  /** links in mails lead here, whatever a request's headers said */
  publicUrl: URL;
  smtpUrl?: string | undefined;
  from?: string | undefined;
  /** without a mail server: local mode reads its mails in the mailbox */
  mailbox: boolean;
};

/** Where mails leave. `keeps`: they stay readable for the mailbox; otherwise nothing of a sent mail is kept. */
export type Outlet = {
  readonly keeps: boolean;
  /** @throws NotTaken */
  send(id: string, mail: Mail): Promise<void>;
  close(): void;
};

/** The mail server did not take it. Says why without naming anybody; `final`: it never will. */
export class NotTaken extends Error {
  constructor(
    why: string,
    readonly final: boolean,
  ) {
    super(why);
  }
}

const unset: Outlet = {
  keeps: false,
  send: () => Promise.reject(new NotTaken('SMTP_URL is not set', false)),
  close: () => undefined,
};
const mailbox: Outlet = { keeps: true, send: () => Promise.resolve(), close: () => undefined };

export function outletOf({ smtpUrl, from, publicUrl, mailbox: local }: MailOptions): Outlet {
  if (!smtpUrl) return local ? mailbox : unset;
  const { hostname } = publicUrl;
  const timeouts = { connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 20_000 };
  const server = nodemailer.createTransport(
    { url: smtpUrl, ...timeouts },
    { from: from ?? `pgai <no-reply@${hostname}>`, disableFileAccess: true, disableUrlAccess: true },
  );
  return {
    keeps: false,
    async send(id, mail) {
      // the same id on every try, so that a mail taken twice is one in the reader's inbox
      const headers = { 'Auto-Submitted': 'auto-generated' };
      await server.sendMail({ ...mail, messageId: `<${id}@${hostname}>`, headers }).catch(notTaken);
    },
    close: () => server.close(),
  };
}

/** A server's sentence may name the address, so only its codes are kept. */
function notTaken(error: { code?: string; responseCode?: number }): never {
  const { code = 'no answer', responseCode } = error;
  const final = code === 'EENVELOPE' && responseCode !== undefined && responseCode >= 500;
  throw new NotTaken(`the mail server: ${responseCode ? `${code}, ${responseCode}` : code}`, final);
}
