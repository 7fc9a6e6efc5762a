import { Module } from '@nestjs/common';
import { AcceptInvitationController } from './accept-invitation.controller.js';
import { AcceptInvitation } from './accept-invitation.js';
import { MemberImport } from './import-members.js';
import { InvitationsController } from './invitations.controller.js';
import { InvitationQueries } from './invitations.queries.js';
import { MembersController } from './members.controller.js';
import { MemberQueries } from './members.queries.js';
import { RolesController } from './roles.controller.js';
import { SecurityPolicyController } from './security-policy.controller.js';
import { TeamCommands } from './team-commands.js';
import { TeamsController } from './teams.controller.js';
import { TeamHandler } from './teams.handler.js';
import { TeamQueries } from './teams.queries.js';
import { ViewLimitsController } from './view-limits.controller.js';

@Module({
  controllers: [
    AcceptInvitationController,
    InvitationsController,
    MembersController,
    RolesController,
    SecurityPolicyController,
    TeamsController,
    ViewLimitsController,
  ],
  providers: [
    AcceptInvitation,
    InvitationQueries,
    MemberImport,
    MemberQueries,
    TeamCommands,
    TeamHandler,
    TeamQueries,
  ],
})
export class TeamsModule {}
