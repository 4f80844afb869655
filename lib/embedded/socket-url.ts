/** The port only names the socket file: the engines listen on no network interface. */
export const socketPort = 5432;

export function socketUrl(socketDir: string, user = 'postgres'): string {
  return `postgres://${user}@localhost/postgres?host=${encodeURIComponent(socketDir)}`;
}
