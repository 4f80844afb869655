/**
 * Text that is safe to print on a terminal: names in a database may hold escape sequences that move the cursor
 * or rewrite what was printed, and marks that reverse the direction of reading. They are shown as `\u{1b}`.
 */
export function printable(text: string): string {
  return text.replace(
    /[^\P{C}\n\t]|[\u2028\u2029]/gu,
    (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
  );
}

/** The same for JSON, in its own notation. */
export function printableJson(json: string): string {
  return json.replace(/[^\P{C}\n]|[\u2028\u2029]/gu, (character) =>
    [...Array(character.length).keys()]
      .map((at) => `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`)
      .join(''),
  );
}
