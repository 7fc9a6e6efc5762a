import type { Member } from '@pgai/contracts/teams.js';

export type Mention = { from: number; typed: string };

/** The mention that is being typed at the cursor: `@` and what follows it. */
export function mentionAt(text: string, cursor: number): Mention | undefined {
  const found = /(?:^|\s)@([^\s@][^@\n]{0,40}|)$/u.exec(text.slice(0, cursor));
  return found ? { from: cursor - (found[1] ?? '').length - 1, typed: found[1] ?? '' } : undefined;
}

/** Who may be meant, best first. */
export function matching(members: readonly Member[], typed: string, most = 6): Member[] {
  const wanted = typed.toLocaleLowerCase();
  const words = ({ name }: Member) => name.toLocaleLowerCase().split(/\s+/u);
  return members
    .filter(
      (member) =>
        member.active &&
        (member.name.toLocaleLowerCase().startsWith(wanted) ||
          words(member).some((word) => word.startsWith(wanted))),
    )
    .slice(0, most);
}

/** Whose names stand in a text behind an @. */
export const mentioned = (members: readonly Member[], text: string): string[] =>
  members
    .filter(({ active, name }) => active && name !== '' && text.includes(`@${name}`))
    .map(({ user_id }) => user_id);

/** A text as pieces, those apart that mention somebody. */
export function pieces(text: string, names: readonly string[]): { text: string; mention: boolean }[] {
  const found: { text: string; mention: boolean }[] = [];
  const sorted = names.filter(Boolean).toSorted((a, b) => b.length - a.length);
  let plain = '';
  for (let at = 0; at < text.length; ) {
    const name = text[at] === '@' ? sorted.find((one) => text.startsWith(one, at + 1)) : undefined;
    if (name === undefined) plain += text[at++];
    else {
      if (plain) found.push({ text: plain, mention: false });
      plain = '';
      found.push({ text: `@${name}`, mention: true });
      at += name.length + 1;
    }
  }
  return plain ? [...found, { text: plain, mention: false }] : found;
}
