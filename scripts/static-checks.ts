/** Format, lint, and the types of each environment; see ARCHITECTURE.md, "Fences". */
export const STATIC_CHECKS: readonly (readonly [what: string, command: string, args: readonly string[]])[] = [
  ['format', 'prettier', ['--check', '--log-level', 'warn', '.']],
  ['lint', 'oxlint', ['--deny-warnings']],
  ...['shared', 'main', 'extract', 'electron', 'preload', 'renderer', 'test'].map(
    (environment) => [`types of ${environment}`, 'tsc', ['-p', `tsconfig.${environment}.json`]] as const,
  ),
];
