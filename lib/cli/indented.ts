/** Every line of a text, moved to the right. */
export function indented(text: string, by: number): string {
  return text.replaceAll(/^/gm, ' '.repeat(by));
}
