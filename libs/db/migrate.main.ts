import { migrate } from './migrate.js';

const url = process.env.DATABASE_URL;
if (!url) {
  console.error('DATABASE_URL is not set. Example: postgres://pgai:secret@db.internal:5432/pgai');
  process.exit(1);
}
await migrate(url);
