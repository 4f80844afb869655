/** `public.metrics`; a part that is not a plain name is quoted, so that two subjects never share a text. */
export function subjectText(subject: readonly string[]): string {
  return subject
    .map((part) => (/^[a-z0-9_]+$/.test(part) ? part : `"${part.replaceAll('"', '""')}"`))
    .join('.');
}
