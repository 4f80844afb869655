import type { Client } from 'pg';
import { shop } from './shop';

export async function seedShop(client: Client, onProgress: (line: string) => void): Promise<void> {
  for (const [at, { name, statements }] of shop.entries()) {
    onProgress(`Creating the PostgreSQL demo: ${name} (${at + 1}/${shop.length})`);
    for (const statement of statements) await client.query(statement);
  }
}
