import { describe, expect, it } from 'vitest';
import { refused, useBrowser } from './browser.ts';
import {
  acceptAsNew,
  createTeam,
  heading,
  invite,
  newAccount,
  openInvitation,
  settings,
  signUp,
} from './steps.ts';

describe('members of a team', () => {
  const { visitor, expectNoise } = useBrowser();

  it('come by a mail, and a change to admin takes two people', async () => {
    const grace = newAccount('Grace Lindqvist');
    const tomasz = newAccount('Tomasz Adeyemi');
    const ada = await visitor();
    await signUp(ada, newAccount());
    await createTeam(ada, 'Meridian Freight');
    await settings(ada, 'Invitations');
    await invite(ada, tomasz, 'admin');
    await invite(ada, grace, 'developer');

    const second = await visitor();
    await openInvitation(second, tomasz);
    await acceptAsNew(second, tomasz);
    const third = await visitor();
    await openInvitation(third, grace);
    expect(new URL(third.url()).hash).toBe('');
    await acceptAsNew(third, grace);

    await settings(ada, 'Members');
    await ada.getByRole('button', { name: 'Commands for Grace Lindqvist' }).click();
    await ada.getByRole('menuitem', { name: 'Change role' }).click();
    await ada.getByRole('radio', { name: 'admin' }).click();
    await ada.getByText('Tomasz Adeyemi has to approve').waitFor();
    await ada.getByRole('button', { name: 'Ask for the change' }).click();
    await heading(ada, '3 members. A change of role waits.');
    await ada.getByRole('button', { name: 'Withdraw' }).waitFor();

    await settings(second, 'Members');
    await second.getByRole('button', { name: 'Approve the change for Grace Lindqvist' }).click();
    await second.getByText('The change of role is approved').waitFor();
    await heading(ada, '3 members.');
    await ada.getByRole('row').filter({ hasText: 'Grace' }).getByText('admin', { exact: true }).waitFor();
    await settings(third, 'Security'); // which admins see, as soon as they are one
    await heading(third, 'This team asks for no more than signing in.');
  });

  it('are imported line by line, and the bad ones are said', async () => {
    const ada = await visitor();
    await signUp(ada, newAccount());
    await createTeam(ada, 'Meridian Freight');
    await settings(ada, 'Invitations');
    const [one, two] = [newAccount(), newAccount()];

    await ada
      .getByLabel('CSV')
      .fill(`email,role\n${one.email},viewer\nnonsense,viewer\n${two.email},developer\n`);
    await ada.getByRole('button', { name: 'Check lines' }).click();
    await ada.getByText('2 lines can be invited. 1 line cannot and is left out.').waitFor();
    await ada.getByRole('row').filter({ hasText: 'nonsense' }).getByText('Not an e-mail address.').waitFor();
    await ada.getByRole('button', { name: 'Invite 2 people' }).click();

    await heading(ada, '2 open invitations.');
    await ada.getByRole('button', { name: `Commands for ${one.email}` }).click();
    await ada.getByRole('menuitem', { name: 'Revoke' }).click();
    await heading(ada, 'One open invitation.');
  });

  it('lose the team on the page they look at when they are removed', async () => {
    expectNoise(refused(404));
    const grace = newAccount('Grace Lindqvist');
    const ada = await visitor();
    await signUp(ada, newAccount());
    await createTeam(ada, 'Meridian Freight');
    await settings(ada, 'Invitations');
    await invite(ada, grace, 'viewer');
    const second = await visitor();
    await openInvitation(second, grace);
    await acceptAsNew(second, grace);

    await settings(ada, 'Members');
    await ada.getByRole('button', { name: 'Commands for Grace Lindqvist' }).click();
    await ada.getByRole('menuitem', { name: 'Remove from team' }).click();
    await ada.getByRole('dialog').getByRole('button', { name: 'Remove from team' }).click();
    await heading(ada, 'One member.');

    await heading(second, 'There is nothing here');
  });

  it('are not let in from elsewhere, and nobody locks himself out', async () => {
    expectNoise(refused(409), refused(422));
    const ada = await visitor();
    await signUp(ada, newAccount());
    await createTeam(ada, 'Meridian Freight');
    await settings(ada, 'Security');

    await ada.getByLabel('Allowed networks').fill('nonsense');
    await ada.getByRole('button', { name: 'Set policy' }).click();
    await ada.getByText('nonsense: Not a network.').waitFor();
    await ada.getByLabel('Sign in again after (hours)').fill('twelve');
    await ada.getByRole('button', { name: 'Set policy' }).click();
    await ada.getByText('Whole hours.').waitFor();
    await ada.getByLabel('Sign in again after (hours)').fill('');
    await ada.getByLabel('Allowed networks').fill('203.0.113.0/24');
    await ada.getByRole('button', { name: 'Set policy' }).click();
    await ada.getByText(/^The list leaves out/).waitFor();
    await ada.getByRole('button', { name: 'Add it' }).click();
    await ada.getByRole('button', { name: 'Set policy' }).click();
    await heading(ada, 'This team asks for known networks.');
  });
});
