import { applyDecorators, SetMetadata } from '@nestjs/common';
import { ApiExtension } from '@nestjs/swagger';
import type { Permission } from '@pgai/domain/permissions/permissions.js';

export const neededPermission = 'pgai:needs';

/** What whoever asks must hold in the team of the path. Every route with a `:team` says it: without, the API does not start. */
export const Needs = (permission: Permission) =>
  applyDecorators(SetMetadata(neededPermission, permission), ApiExtension('x-permission', permission));

type Paths = Record<string, object>;

/** @throws Error that names the first route with a team and no permission */
export function everyTeamRouteNeedsSomething(paths: Paths) {
  for (const [path, operations] of Object.entries(paths)) {
    if (!path.includes('{team}')) continue;
    const [open] = Object.entries(operations).filter(([, operation]) => !('x-permission' in operation));
    if (open) throw new Error(`${open[0].toUpperCase()} ${path} says no permission: add @Needs('…').`);
  }
}
