import { backendMessages } from './backend-messages';
import { queryRows, type RunMessages } from './query-rows';

/** What one client has set; the backend behind it is shared, so this is put back whenever its turn comes. */
export interface Session {
  user: string;
  role: string;
  settings: Record<string, string>;
}

/** The engine starts its only backend with debugging defaults; these are PostgreSQL's own. */
const defaults: Record<string, string> = {
  search_path: '"$user", public',
  client_min_messages: 'notice',
  enable_seqscan: 'on',
};

/** Command tags after which a client's settings may be others than before. */
const settingTags = new Set(['SET', 'RESET', 'DISCARD ALL']);

/** Gives each client its own settings and user on the one backend. */
export class SessionSwitch {
  #inForce = '';
  readonly #run: RunMessages;

  constructor(run: RunMessages) {
    this.#run = run;
  }

  async enter(session: Session): Promise<void> {
    const wanted = JSON.stringify(session);
    if (wanted === this.#inForce) return;
    this.#inForce = '';
    const values = Object.entries({ ...defaults, ...session.settings });
    const sets = values.map(([name, value]) => `set_config(${quoted(name)}, ${quoted(value)}, false)`);
    await queryRows(
      this.#run,
      `SET SESSION AUTHORIZATION postgres; RESET ALL; SELECT ${sets.join(', ')};
       SET SESSION AUTHORIZATION ${quoted(session.user)}; SET ROLE ${quoted(session.role)}`,
    );
    this.#inForce = wanted;
  }

  /** Reads back what the client's own statements have set. */
  async leave(session: Session): Promise<void> {
    // RESET takes our defaults away too, so the next client always gets them anew.
    this.#inForce = '';
    const rows = await queryRows(
      this.#run,
      `SELECT name, setting, session_user, current_setting('role')
       FROM pg_settings WHERE source = 'session' AND name NOT LIKE 'transaction\\_%'
       UNION ALL SELECT NULL, NULL, session_user, current_setting('role')`,
    );
    session.settings = {};
    for (const [name, value, user, role] of rows) {
      if (name) session.settings[name] = value ?? '';
      session.user = user ?? session.user;
      session.role = role ?? session.role;
    }
  }
}

/** Whether a batch may have set something that outlives its transaction: SET LOCAL has the same tag as SET. */
export function changesSession(request: Buffer, answer: Buffer): boolean {
  if (request.includes('set_config')) return true;
  let changes = 0;
  for (const { type, body } of backendMessages(answer)) {
    if (type === 'C' && settingTags.has(body.toString('latin1', 0, body.length - 1))) changes += 1;
  }
  return changes > 0 && changes > (request.toString().match(/\bset\s+(local|transaction)\s/gi) ?? []).length;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
