import { randomBytes, randomUUID } from 'node:crypto';
import { createPool } from '@pgai/db/pool.js';
import { PersonalVault } from '@pgai/vault/personal-vault.js';
import type pg from 'pg';
import { pino } from 'pino';
import { SMTPServer } from 'smtp-server';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { sendMail } from '../../apps/projector/src/jobs/send-mail.job.js';
import { Desk } from '../../apps/projector/src/mail/desk.js';
import { type MailOptions, outletOf } from '../../apps/projector/src/mail/outlet.js';
import type { OwedMail } from '../../apps/projector/src/mail/request-mail.js';
import { startEventLog } from '../support/event-log.ts';

const logger = pino({ level: 'silent' });
const publicUrl = new URL('https://pgai.example/');

describe('a mail', () => {
  let log: Awaited<ReturnType<typeof startEventLog>>;
  let pool: pg.Pool;
  let vault: PersonalVault;
  let server: SMTPServer;
  let smtpUrl: string;
  let refuse: { code: number } | undefined;
  const taken: string[] = [];

  beforeAll(async () => {
    log = await startEventLog();
    pool = createPool(log.databaseUrl);
    vault = new PersonalVault(pool, randomBytes(32));
    server = new SMTPServer({
      disabledCommands: ['AUTH', 'STARTTLS'],
      onRcptTo: ({ address }, _session, done) =>
        done(refuse && Object.assign(new Error(`no ${address} here`), { responseCode: refuse.code })),
      onData: async (stream, _session, done) => {
        taken.push(Buffer.concat(await Array.fromAsync(stream)).toString());
        done();
      },
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    smtpUrl = `smtp://127.0.0.1:${(server.server.address() as { port: number }).port}`;
  });
  beforeEach(() => {
    refuse = undefined;
    taken.length = 0;
  });
  afterAll(async () => {
    await new Promise<void>((closed) => server.close(() => closed()));
    await pool.end();
    await log.stop();
  });

  const registered = async (email = 'ada@example.com', name = 'Ada') => {
    const id = randomUUID();
    const data = { email: await vault.seal(id, email), name: await vault.seal(id, name) };
    await log.given(`user-${id}`, { type: 'UserRegistered', data });
    return id;
  };
  const owed = (subject: string, more: Partial<OwedMail> = {}): OwedMail => ({
    mail_id: randomUUID(),
    subject,
    template: 'verify-email',
    expires_at: new Date(Date.now() + 60_000).toISOString(),
    details: {},
    ...more,
  });
  const send = (mail: OwedMail, more: Partial<MailOptions> = { smtpUrl }) => {
    const options: MailOptions = { publicUrl, mailbox: false, ...more };
    const outlet = outletOf(options);
    const desk = new Desk(pool, log.store, vault);
    return sendMail({ desk, outlet, options, logger }, mail).finally(() => outlet.close());
  };
  const row = async ({ mail_id }: OwedMail) =>
    (await pool.query('select * from app.mail where id = $1', [mail_id])).rows[0];
  const tokens = async ({ mail_id }: OwedMail) =>
    (await pool.query('select * from app.mail_token where mail_id = $1', [mail_id])).rows;

  it('leaves with a link to the public address, and nothing readable stays behind', async () => {
    const mail = owed(await registered());

    await send(mail);

    const [text = ''] = taken.map((raw) => raw.replaceAll('=\r\n', '').replaceAll('=3D', '='));
    const token = /https:\/\/pgai\.example\/verify-email#token=([\w-]{43})/.exec(text)?.[1];
    expect(text).toContain('To: ada@example.com');
    expect(token).toBeTruthy();
    expect(await row(mail)).toMatchObject({ state: 'sent', sealed: null, tries: 1, failure: null });
    expect(JSON.stringify([await row(mail), await tokens(mail)])).not.toContain(token);
    expect(await tokens(mail)).toMatchObject([{ purpose: 'verify-email', subject_id: mail.subject }]);
  });

  it('is sent once, however often the job runs', async () => {
    const mail = owed(await registered());

    await send(mail);
    await send(mail);

    expect(taken).toHaveLength(1);
    expect(await tokens(mail)).toHaveLength(1);
  });

  it('that was not taken waits sealed, and is the very same on the next try', async () => {
    const mail = owed(await registered());
    refuse = { code: 451 };

    await expect(send(mail)).rejects.toThrow('the mail server: EENVELOPE, 451');
    const kept = await row(mail);
    refuse = undefined;
    await send(mail);

    expect(kept).toMatchObject({ state: 'waiting', tries: 1, failure: 'the mail server: EENVELOPE, 451' });
    expect(kept.sealed).not.toContain('ada');
    expect(await row(mail)).toMatchObject({ state: 'sent', tries: 2, failure: null });
    expect(await tokens(mail)).toHaveLength(1);
  });

  it('to an address the server refuses for good is given up, without naming it', async () => {
    const mail = owed(await registered('nobody@example.com'));
    refuse = { code: 550 };

    await send(mail);

    expect(await row(mail)).toMatchObject({ state: 'failed', sealed: null });
    expect(JSON.stringify(await row(mail))).not.toContain('nobody');
  });

  it('waits while no mail server is named or it does not answer', async () => {
    const mail = owed(await registered());

    await expect(send(mail, {})).rejects.toThrow('SMTP_URL is not set');
    await expect(send(mail, { smtpUrl: 'smtp://127.0.0.1:9' })).rejects.toThrow(/^the mail server: E/);

    expect(await row(mail)).toMatchObject({ state: 'waiting', tries: 2 });
  });

  it('is not written once its link is over, and not to somebody who has verified the address meanwhile', async () => {
    const late = owed(await registered(), { expires_at: new Date(Date.now() - 1).toISOString() });
    const verified = owed(await registered());
    await log.given(`user-${verified.subject}`, { type: 'EmailVerified', data: {} });

    await send(late);
    await send(verified);

    expect(taken).toEqual([]);
    expect([await row(late), await row(verified)]).toEqual([undefined, undefined]);
  });

  it('to an invited address says who invites, whatever names hold', async () => {
    const inviter = await registered('grace@example.com', 'Grace <b>Hopper</b>\r\nBcc: x@example.com');
    const team = randomUUID();
    await log.given(`team-${team}`, { type: 'TeamCreated', data: { name: 'فريق "الشحن"' } });
    const invitation = randomUUID();
    const mail = owed(invitation, {
      template: 'invitation',
      to: await vault.seal(invitation, 'new@example.com'),
      details: { team_id: team, invited_by: inviter, role: 'viewer' },
    });

    await send(mail, { mailbox: true });
    const kept = JSON.parse((await vault.open(invitation, { $sealed: (await row(mail)).sealed }))!);

    expect(kept.to).toBe('new@example.com');
    expect(kept.subject).toBe('Grace <b>Hopper</b> Bcc: x@example.com invites you to فريق "الشحن"');
    expect(kept.text).toContain('https://pgai.example/invitations/accept#token=');
    expect(kept.html).toContain('Grace &lt;b&gt;Hopper');
    expect(await tokens(mail)).toMatchObject([{ purpose: 'invitation', subject_id: invitation }]);
  });
});
