import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { useBrowser } from './browser.ts';
import { acceptAsNew, createTeam, invite, newAccount, openInvitation, settings, signUp } from './steps.ts';

const run = promisify(execFile);

describe('who may do what, and proof of who did', () => {
  const { visitor } = useBrowser();

  it('is walked from an invitation to the state before a role was changed', async () => {
    const grace = newAccount('Grace Lindqvist');
    const ada = await visitor();
    await signUp(ada, newAccount());
    await createTeam(ada, 'Meridian Freight');
    const team = new URL(ada.url()).pathname;

    await settings(ada, 'Invitations');
    await invite(ada, grace, 'developer');
    const second = await visitor();
    await openInvitation(second, grace);
    await acceptAsNew(second, grace);

    await settings(ada, 'Members');
    await ada.getByRole('button', { name: 'Commands for Grace Lindqvist' }).click();
    await ada.getByRole('menuitem', { name: 'Change role' }).click();
    await ada.getByRole('radio', { name: 'viewer' }).click();
    await ada.getByRole('button', { name: 'Change role' }).click();
    await ada.getByRole('row').filter({ hasText: 'Grace' }).getByText('viewer', { exact: true }).waitFor();

    await settings(ada, 'API keys');
    await ada.getByRole('button', { name: 'New API key' }).click();
    await ada.getByLabel('Name').fill('Nightly build');
    await ada.getByRole('button', { name: 'Issue key' }).click();
    const command = (await ada.locator('pre').textContent()) ?? '';
    const status = async () =>
      (await run('sh', ['-c', `${command} -s -o /dev/null -w '%{http_code}'`])).stdout;
    expect(await status()).toBe('200');
    await ada.getByRole('button', { name: 'I have kept it' }).click();
    await ada.getByRole('button', { name: 'Commands for Nightly build' }).click();
    await ada.getByRole('menuitem', { name: 'Revoke key' }).click();
    await ada.getByRole('dialog').getByRole('button', { name: 'Revoke key' }).click();
    await ada.getByText('Nightly build is revoked').waitFor();
    expect(await status()).toBe('401');

    await ada.goto(`${team}/audit`);
    const events = ada.getByRole('table', { name: 'Events' });
    for (const event of [
      'MemberInvited',
      'InvitationAccepted',
      'MemberRoleChanged',
      'ApiKeyIssued',
      'ApiKeyRevoked',
    ])
      await events.getByRole('link', { name: event }).waitFor();
    await ada.getByRole('button', { name: 'Verify now' }).click();
    await ada
      .getByText(/^Verified .* events against the log/)
      .filter({ visible: true })
      .waitFor();

    await events.getByRole('link', { name: 'MemberRoleChanged' }).click();
    const event = ada.getByRole('region', { name: /^Event/ });
    await event.getByText('developer').first().waitFor();
    await event.getByText('viewer').first().waitFor();
    await event.getByText(/^This event is leaf .* of a tree of/).waitFor();
    await event.getByRole('link', { name: 'Close' }).click();

    const slider = ada.getByRole('slider', { name: 'State as of' });
    const state = ada.getByRole('region', { name: /^State at position/ });
    await slider.focus();
    for (const events of ['1 event', '2 events', '3 events']) {
      await slider.press('ArrowLeft');
      await ada.getByText(new RegExp(`, ${events} before now$`)).waitFor();
    }
    await state.getByText('"role": "developer"').waitFor();
    await ada.getByRole('link', { name: 'Compare with now' }).click();
    await state.getByText('developer').first().waitFor();
    await state.getByText('viewer').first().waitFor();
  });
});
