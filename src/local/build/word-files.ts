/** Which built files hold the words of a language that is fetched when it is spoken; the service worker keeps them by use. */
import type { Rolldown } from 'vite';

/** Files by language; `en` is built in, and what it has beside is kept as any other part of the app. */
export function wordFiles(bundle: Rolldown.OutputBundle): Record<string, string[]> {
  const found: Record<string, string[]> = {};
  for (const output of Object.values(bundle)) {
    if (output.type !== 'chunk' || output.facadeModuleId === null) continue;
    const language = /\/ui\/i18n\/(?!en\b)([a-z]{2})(?:-later)?\.ts$/.exec(output.facadeModuleId)?.[1];
    if (language !== undefined) (found[language] ??= []).push(output.fileName);
  }
  return found;
}

/** Words that nobody reads, to look at screens with. */
export function pseudoWordFiles(bundle: Rolldown.OutputBundle): string[] {
  return Object.values(bundle).flatMap((output) =>
    output.type === 'chunk' && output.facadeModuleId?.endsWith('/ui/i18n/pseudo.ts') === true
      ? [output.fileName]
      : [],
  );
}
