import { describe, expect, it } from 'vitest';
import { parseConnectionUri, withoutPassword } from './connection-uri.ts';

describe('a connection string', () => {
  it('fills the form', () =>
    expect(
      parseConnectionUri(
        ' postgresql://pgai_service:p%40ss%2Fw:o@rd@db.example.com:5433/Shop%20EU?sslmode=verify-full ',
      ),
    ).toEqual({
      fields: {
        host: 'db.example.com',
        port: 5433,
        username: 'pgai_service',
        password: 'p@ss/w:o@rd',
        database: 'Shop EU',
        ssl_mode: 'verify-full',
      },
    }));

  it('need not say everything', () => {
    expect(parseConnectionUri('postgres://db.example.com')).toEqual({ fields: { host: 'db.example.com' } });
    expect(parseConnectionUri('postgres://ada@[2001:db8::7]/shop?application_name=x')).toEqual({
      fields: { host: '2001:db8::7', username: 'ada', database: 'shop' },
    });
  });

  it.each([
    'http://db.example.com/shop',
    'db.example.com',
    'postgres:///shop',
    'postgres://%2Fvar%2Frun%2Fpostgresql/shop',
    'postgres://a.example.com,b.example.com/shop',
    'postgres://db.example.com/shop?host=/tmp',
    'postgres://db.example.com/shop?host=127.0.0.1',
    'postgres://db.example.com/shop?hostaddr=127.0.0.1',
    'postgres://db.example.com/shop?service=prod',
    'postgres://db.example.com/shop?sslkey=/etc/passwd',
    'postgres://db.example.com/shop?options=-c%20search_path%3Dx',
    'postgres://db.example.com/shop?sslmode=maybe',
    'postgres://db.example.com:0/shop',
    'postgres://db.example.com:99999/shop',
    'postgres://ada:100%@db.example.com/shop',
    'postgres://ada:a%00b@db.example.com/shop',
    'postgres://db.example.com/shop#x',
  ])('%s is refused in words', (uri) => expect(parseConnectionUri(uri).problem).toMatch(/^.{10,}\.$/));

  it('is shown without its password', () =>
    expect(withoutPassword('postgres://ada:s:e@cret@db/shop')).toBe('postgres://ada:••••••••@db/shop'));
});
