import { expect, it } from 'vitest';
import { permissionsDocument } from '../scripts/permissions-document.ts';

it('docs/permissions.md says what the table of permissions says', () =>
  expect(permissionsDocument()).toMatchFileSnapshot('../docs/permissions.md'));
