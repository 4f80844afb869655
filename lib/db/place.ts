/** `host:port` of a connection string, without anything secret. */
export const addressOf = (url: string): string => placeOf(url).address;

/** Host, port, database and role, never the password or other parameters. */
export interface Place {
  readonly address: string;
  readonly database: string;
  readonly role: string;
}

export function placeOf(url: string): Place {
  const fallback = {
    address: 'the configured address',
    database: 'the configured database',
    role: 'the configured role',
  };
  if (!URL.canParse(url)) return fallback;
  const parsed = new URL(url);
  const host = parsed.searchParams.get('host') ?? parsed.hostname;
  return {
    address: `${decoded(host) || 'localhost'}:${parsed.searchParams.get('port') || parsed.port || '5432'}`,
    database: decoded(parsed.pathname.slice(1)) || 'the default database',
    role: decoded(parsed.username) || parsed.searchParams.get('user') || 'the default role',
  };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // A lone percent sign; the text itself names the place well enough.
    return text;
  }
}
