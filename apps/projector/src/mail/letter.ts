/** What a mail says. `button` leads to a page of pgai; its address is made when the mail is. */
export type Letter = { subject: string; lines: string[]; button?: string; small: string[] };

/** As it leaves: sealed while it waits, and in the mailbox of local mode. */
export type Mail = { to: string; subject: string; text: string; html: string };

/** The same words twice: for programs that show plain text, and for those that show HTML. Loads nothing from anywhere. */
export function mailOf(
  to: string,
  { subject, lines, button, small }: Letter,
  link: string | undefined,
): Mail {
  const action = button && link ? [`${button}:\n${link}`] : [];
  const text = [...lines, ...action, ...small].join('\n\n');
  const html = [
    '<div style="max-width:520px;font:15px/1.5 system-ui,sans-serif">',
    ...lines.map((line) => `<p>${escaped(line)}</p>`),
    ...(button && link ? [`<p><a href="${escaped(link)}">${escaped(button)}</a></p>`] : []),
    ...small.map((line) => `<p style="font-size:13px;color:#666">${escaped(line)}</p>`),
    '</div>',
  ].join('\n');
  return { to, subject: oneLine(subject), text: `${text}\n`, html };
}

/** Names are what people typed. */
const escaped = (text: string) =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll('\n', '<br>');

const oneLine = (text: string) => text.replaceAll(/\s+/g, ' ').trim();
