/** Every name before a parenthesis and every operator of a plan's expressions: views and policies are in it with what they call. */
export function namesInPlan(plan: string): { readonly functions: string[]; readonly operators: string[] } {
  const functions = [...plan.matchAll(/(?:([a-zA-Z_][\w$]*)|\\"((?:[^"\\]|\\"\\")+)\\")\(/g)].map(
    ([, plain, quoted]) => plain ?? quoted?.replaceAll('\\"\\"', '"') ?? '',
  );
  const operators = [...plan.matchAll(/[-+*/<>=~!@#%^&|`?]+/g)].map(([operator]) => operator);
  return { functions: [...new Set(functions)], operators: [...new Set(operators)] };
}
