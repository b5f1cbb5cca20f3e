/** The rules about single files: size, name, opening sentence, runes, globals. */
import type { Source } from './source.ts';
import { caps, forbiddenFileNames, forbiddenNames, isTest, layerOf, runes, uncapped } from './table.ts';

/** One sentence for each broken rule. */
export function fileViolations(sources: readonly Source[]): string[] {
  return sources.flatMap((source) =>
    [size(source), fileName(source), opening(source), ...runesOutside(source), ...globals(source)]
      .filter((text) => text !== undefined)
      .map((text) => `${source.path}${text}`),
  );
}

function size({ path, text }: Source): string | undefined {
  if (uncapped.test(path)) return undefined;
  const cap = path.endsWith('.svelte') ? caps.svelte : caps.ts;
  const lines = text.trimEnd().split('\n').length;
  return lines > cap ? `: ${lines} lines, at most ${cap}: split it by topic` : undefined;
}

function fileName({ path }: Source): string | undefined {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const good = path.endsWith('.svelte')
    ? /^[A-Z][A-Za-z0-9]*\.svelte$/u.test(name)
    : /^[a-z0-9]+(?:-[a-z0-9]+)*(?:\.svelte)?(?:\.test|\.d)?\.ts$/u.test(name);
  if (!good) return ': name it kebab-case.ts or PascalCase.svelte';
  const words = path
    .toLowerCase()
    .split(/[/.]/u)
    .flatMap((part) => [part, part.split('-').at(-1) ?? '']);
  const bad = words.find((word) => forbiddenFileNames.has(word));
  return bad === undefined ? undefined : `: "${bad}" says nothing: name the file after what is in it`;
}

function opening({ path, text }: Source): string | undefined {
  const start = path.endsWith('.svelte')
    ? /^(?:<!--|<script[^>]*>\s*\/\*\*)/u
    : /^(?:#![^\n]*\n)?(?:\/\/[^\n]*\n)*\/\*\*/u;
  return start.test(text) ? undefined : ': open it with a comment of one sentence that says what it is for';
}

function runesOutside({ path, names }: Source): string[] {
  if (path.endsWith('.svelte') || /\.svelte(?:\.test)?\.ts$/u.test(path)) return [];
  return runes
    .filter((rune) => names.has(rune))
    .map((rune) => `:${names.get(rune) ?? 0}: ${rune} works in .svelte and .svelte.ts only: rename the file`);
}

function globals({ path, names }: Source): string[] {
  if (isTest(path)) return [];
  const rules = forbiddenNames.filter(
    (rule) => rule.layer === layerOf(path) && !rule.except.some((e) => path.startsWith(e)),
  );
  return rules.flatMap((rule) =>
    rule.names
      .filter((name) => names.has(name))
      .map((name) => `:${names.get(name) ?? 0}: uses ${name}: ${rule.advice}`),
  );
}
