import { randomUUID } from 'node:crypto';
import type { Page } from 'playwright-core';
import { inject } from 'vitest';
import { mailTo } from '../support/mailbox.ts';

export type Account = { name: string; email: string; password: string };

/** Nobody else has this e-mail address, so every test may sign up. */
export const newAccount = (name = 'Ada Okonkwo-Reyes'): Account => ({
  name,
  email: `ada.${randomUUID()}@example.com`,
  password: 'a sentence nobody guesses',
});

export async function signUp(page: Page, { name, email, password }: Account) {
  await page.goto('/sign-up');
  await page.getByLabel('Your name').fill(name);
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Create account' }).click();
  await heading(page, 'Create your first team');
}

export async function signIn(page: Page, { email, password }: Account) {
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
}

/** From the first-run page to the Home of a new team. */
export async function createTeam(page: Page, name: string) {
  await page.getByLabel('Team name').fill(name);
  await page.getByRole('button', { name: 'Create team' }).click();
  await heading(page, name);
}

export async function signOut(page: Page) {
  await page.getByRole('button', { name: /^Account/ }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await heading(page, 'Sign in');
}

/** Waits until this is the page's state: its first heading says it. */
export const heading = (page: Page, text: string) => page.locator('h1', { hasText: text }).waitFor();

/** From any page of a team to a part of its settings. */
export async function settings(page: Page, tab: string) {
  await page.getByRole('link', { name: 'Settings' }).first().click();
  await page.getByRole('navigation', { name: 'Settings' }).getByRole('link', { name: tab }).click();
}

export async function invite(page: Page, { email }: Account, role: string) {
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Role').selectOption(role);
  await page.getByRole('button', { name: 'Invite', exact: true }).click();
  await page.getByRole('button', { name: `Commands for ${email}` }).waitFor();
}

/** Finds the mail in the mailbox of local mode and follows its link. */
export async function openInvitation(page: Page, { email }: Account) {
  await mailTo(inject('localUrl'), email, /invites you/);
  await page.goto('/mailbox');
  await page.getByRole('link').filter({ hasText: email }).filter({ hasText: 'invites you' }).first().click();
  await page.getByRole('link', { name: /invitations\/accept/ }).click();
  await heading(page, 'Join Meridian Freight');
}

/** Somebody without an account looks at an invitation, makes one, and joins. */
export async function acceptAsNew(page: Page, { name, email, password }: Account) {
  await page.getByRole('link', { name: 'Create an account' }).click();
  await page.getByLabel('Your name').fill(name);
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Create account' }).click();
  await heading(page, 'Join Meridian Freight');
  await page.getByRole('button', { name: 'Accept invitation' }).click();
  await heading(page, 'Meridian Freight has');
}
