import { createHash, randomBytes } from 'node:crypto';
import type { Logger } from 'pino';
import type { Desk } from '../mail/desk.js';
import { type Mail, mailOf } from '../mail/letter.js';
import { type MailOptions, NotTaken, type Outlet } from '../mail/outlet.js';
import type { OwedMail } from '../mail/request-mail.js';
import { type Template, templates } from '../mail/templates.js';

type Post = { desk: Desk; outlet: Outlet; options: MailOptions; logger: Logger };

/**
 * Writes a mail once, then sends it until it is taken: the row holds it, sealed, so that every try sends the very same
 * mail with the very same link. Reactors ask for mails by `requestMail`, whose file tells the contract.
 */
export async function sendMail({ desk, outlet, options, logger }: Post, owed: OwedMail) {
  const { mail_id, subject, template, expires_at } = owed;
  const found = await waiting(desk, mail_id);
  if (found === 'done') return;
  const late = Date.now() >= Date.parse(expires_at);
  if (late) return found && close(desk, mail_id, 'failed', 'its link ended before it could leave');

  const plain = found ? await desk.vault.open(subject, { $sealed: found }) : await write(desk, options, owed);
  if (!plain) return found && close(desk, mail_id, 'failed', 'the person was erased');
  try {
    await outlet.send(mail_id, JSON.parse(plain) as Mail);
  } catch (error) {
    if (!(error instanceof NotTaken)) throw error;
    logger.warn({ mail_id, template, why: error.message, final: error.final }, 'a mail was not taken');
    if (error.final) return close(desk, mail_id, 'failed', error.message);
    await desk.pool.query('update app.mail set tries = tries + 1, failure = $2 where id = $1', [
      mail_id,
      error.message,
    ]);
    throw error; // the queue tries again, each time later
  }
  await close(desk, mail_id, 'sent', null, outlet.keeps);
}

/** The sealed mail; undefined before it is written. */
async function waiting({ pool }: Desk, id: string) {
  const { rows } = await pool.query<{ state: string; sealed: string | null }>(
    'select state, sealed from app.mail where id = $1',
    [id],
  );
  const [row] = rows;
  return row && (row.state === 'waiting' && row.sealed ? row.sealed : 'done');
}

/** Row and token together, or neither. Undefined when there is nobody to write to, or nothing to say any more. */
async function write(desk: Desk, { publicUrl }: MailOptions, owed: OwedMail) {
  const { mail_id, subject, to, details, expires_at } = owed;
  const { link, page, write: compose } = templates[owed.template] as Template;
  const address = to ? await desk.vault.open(subject, to) : await desk.addressOf(subject);
  const letter = address && (await compose(desk, subject, details as never));
  if (!address || !letter) return undefined;

  const token = randomBytes(32).toString('base64url');
  const path = link ? `${link.path}#token=${token}` : page?.(details as never);
  const href = path && new URL(path, publicUrl).href;
  const plain = JSON.stringify(mailOf(address, letter, href));
  const { $sealed } = await desk.vault.seal(subject, plain);
  const { rowCount } = await desk.pool.query(
    `with mail as (
       insert into app.mail (id, subject_id, template, sealed) values ($1, $2, $3, $4)
       on conflict do nothing returning id
     ), token as (
       insert into app.mail_token (token_hash, mail_id, purpose, subject_id, expires_at)
       select $5, id, $6, $2, $7 from mail where $6::text is not null
     )
     select from mail`,
    [
      mail_id,
      subject,
      owed.template,
      $sealed,
      createHash('sha256').update(token).digest(),
      link?.purpose ?? null,
      expires_at,
    ],
  );
  if (rowCount === 0) throw new Error('This mail is being written by another worker.');
  return plain;
}

/** What is over holds no link any more, unless the mailbox shows it. */
const close = ({ pool }: Desk, id: string, state: 'sent' | 'failed', failure: string | null, keep = false) =>
  pool.query(
    `update app.mail set state = $2, failure = $3, tries = tries + 1,
       sent_at = case when $2 = 'sent' then now() end, sealed = case when $4 then sealed end
     where id = $1 and state = 'waiting'`,
    [id, state, failure, keep],
  );
