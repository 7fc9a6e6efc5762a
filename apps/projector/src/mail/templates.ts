import type { Desk } from './desk.js';
import type { Letter } from './letter.js';

/** What a reactor has to say for each mail there is. */
export type Details = {
  'verify-email': Record<string, never>;
  'reset-password': Record<string, never>;
  invitation: { team_id: string; invited_by: string; role: string };
  'security-notice': { what: string };
  mention: { team_id: string; view_id: string; by: string; event_id: string };
};
export type TemplateName = keyof Details;

export type Purpose = 'verify-email' | 'reset-password' | 'invitation';

export type Template<D = never> = {
  /** The page its button leads to, with a token for this purpose. */
  link?: { path: string; purpose: Purpose };
  /** The page its button leads to, for people who are signed in. */
  page?: (details: D) => string;
  /** Undefined when nobody is owed this mail any more. */
  write: (desk: Desk, subject: string, details: D) => Promise<Letter | undefined>;
};

const notAsked = 'Was this not you? Then there is nothing to do: without the link nothing happens.';

/** Every mail there is, in the words people read. */
export const templates: { readonly [Name in TemplateName]: Template<Details[Name]> } = {
  'verify-email': {
    link: { path: '/verify-email', purpose: 'verify-email' },
    write: async (desk, userId) =>
      (await desk.isVerified(userId))
        ? undefined
        : {
            subject: 'Verify your e-mail address',
            lines: [
              `Hello ${(await desk.nameOf(userId)) ?? ''}`.trim(),
              'This address was given for an account at pgai. Verify that it is yours.',
            ],
            button: 'Verify this address',
            small: ['The link works once, within a day.', notAsked],
          },
  },
  'reset-password': {
    link: { path: '/reset-password', purpose: 'reset-password' },
    write: async (desk, userId) => ({
      subject: 'Choose a new password',
      lines: [
        `Hello ${(await desk.nameOf(userId)) ?? ''}`.trim(),
        'Somebody asked for a new password for your account at pgai.',
      ],
      button: 'Choose a new password',
      small: ['The link works once, within an hour. A new password ends all your sessions.', notAsked],
    }),
  },
  invitation: {
    link: { path: '/invitations/accept', purpose: 'invitation' },
    write: async (desk, _invitation, { team_id, invited_by, role }) => {
      const team = await desk.teamName(team_id);
      const inviter = (await desk.nameOf(invited_by)) ?? 'A member';
      if (!team) return undefined;
      return {
        subject: `${inviter} invites you to ${team}`,
        lines: [`${inviter} invites you to join the team ${team} at pgai as ${role}.`],
        button: 'Look at the invitation',
        small: ['The link works once, until the invitation ends.', 'Do you not know them? Then leave it be.'],
      };
    },
  },
  'security-notice': {
    write: async (desk, userId, { what }) => ({
      subject: what,
      lines: [
        `Hello ${(await desk.nameOf(userId)) ?? ''}`.trim(),
        `${what}. This mail is to let you know, as everything around signing in is.`,
      ],
      small: ['Was this not you? Choose a new password at once, and look at your sessions.'],
    }),
  },
  mention: {
    page: ({ team_id, view_id }) => `/teams/${team_id}/views/${view_id}`,
    write: async (desk, userId, { team_id, view_id, by, event_id }) => {
      if (!(await desk.isMember(team_id, userId))) return undefined;
      const [view, text] = await Promise.all([desk.viewName(view_id), desk.comment(view_id, event_id)]);
      if (!view || !text) return undefined;
      const author = (await desk.nameOf(by)) ?? 'A member';
      return {
        subject: `${author} mentions you at ${view}`,
        lines: [`${author} mentions you in a comment on the view ${view}:`, text],
        button: 'Look at the comment',
        small: ['You are mentioned as a member of this team.'],
      };
    },
  },
};
