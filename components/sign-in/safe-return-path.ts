/** Where to go after the sign-in: a path of this installation, never another site. */
export function safeReturnPath(asked: string | null): string {
  return asked?.match(/^\/(?![/\\])/) ? asked : '/';
}
