/** As libpq has them, weakest first. Without a schema, so that pages need not carry one. */
export const sslModes = ['disable', 'allow', 'prefer', 'require', 'verify-ca', 'verify-full'] as const;
