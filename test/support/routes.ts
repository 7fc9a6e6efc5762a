import { RequestMethod } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { type Permission, ruleOf } from '@pgai/domain/permissions/permissions.js';
import type { Stack } from './app.ts';

export type Route = { method: string; path: string; permission: Permission | undefined };

/** Every route the API says it has. */
export async function describedRoutes(stack: Stack): Promise<Route[]> {
  const { body } = await stack.stranger().get('/api/openapi.json');
  const { paths } = body as unknown as {
    paths: Record<string, Record<string, { 'x-permission'?: Permission }>>;
  };
  return Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, operation]) => ({
      method: method.toUpperCase(),
      path,
      permission: operation['x-permission'],
    })),
  );
}

/** Every route it really has, described or not: what Nest was told by its decorators. */
export function servedRoutes(app: NestFastifyApplication) {
  const controllers = [...app.get(ModulesContainer).values()].flatMap(({ controllers }) => [
    ...controllers.values(),
  ]);
  return controllers.flatMap(({ metatype }) => {
    const type = metatype as { prototype: Record<string, object> };
    return Object.getOwnPropertyNames(type.prototype).flatMap((name) => {
      const handler = type.prototype[name]!;
      const method: RequestMethod | undefined = Reflect.getMetadata('method', handler);
      if (method === undefined) return [];
      const parts = [Reflect.getMetadata('path', type), Reflect.getMetadata('path', handler)];
      const path = `/${parts
        .flatMap((part: string) => part.split('/'))
        .filter(Boolean)
        .join('/')}`;
      return [`${RequestMethod[method]} ${path.replaceAll(/:(\w+)/g, '{$1}')}`];
    });
  });
}

const who = ({ path, permission }: Route) => {
  if (path === '/api/api-key') return 'the API key itself';
  if (!permission) return 'any signed-in person';
  const { roles, keys } = ruleOf(permission);
  return `${roles.join(', ')}${keys ? '; API keys' : ''}`;
};

/** docs/routes.md, from the running API. `vitest run --project integration test/integration/permissions.spec.ts -u` writes it. */
export const routesDocument = (routes: Route[], open: string[]) =>
  [
    '# What every route needs',
    '',
    'Made from the running API by test/integration/permissions.spec.ts, which also asks each as everybody. What the',
    'permissions are is in [permissions.md](permissions.md).',
    '',
    '| route | permission | by role |',
    '| --- | --- | --- |',
    ...routes
      .map((route) => ({ ...route, name: `${route.method} ${route.path}` }))
      .sort((a, b) => (`${a.path} ${a.method}` < `${b.path} ${b.method}` ? -1 : 1))
      .map((route) => {
        const needs = route.permission ? `\`${route.permission}\`` : '–';
        return `| \`${route.name}\` | ${needs} | ${open.includes(route.name) ? 'anybody' : who(route)} |`;
      }),
    '',
  ].join('\n');
