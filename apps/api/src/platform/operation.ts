import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';

declare module 'fastify' {
  interface FastifyRequest {
    /** What is asked for, `teams.rename`; undefined for addresses that lead nowhere. */
    operation?: string;
  }
}

const words = (name: string) => name.replace(/(?<=[a-z])[A-Z]/g, (letter) => `-${letter}`).toLowerCase();

/** Notes the route's own name before anybody can refuse it: guards know the handler, the problem filter does not. */
@Injectable()
export class NoteOperation implements CanActivate {
  canActivate(context: ExecutionContext) {
    if (context.getType() !== 'http') return true;
    const feature = context.getClass().name.replace(/Controller$/, '');
    const name = `${words(feature)}.${words(context.getHandler().name)}`;
    context.switchToHttp().getRequest<FastifyRequest>().operation = name;
    return true;
  }
}
