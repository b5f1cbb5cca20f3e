/** Vite plugin: turns Lucide's icon components into plain markup, so that a build draws no icon from data at run time. */
import { readFileSync } from 'node:fs';
import type { Plugin } from 'vite';

const iconFile = /\/@lucide\/svelte\/dist\/icons\/([\w-]+)\.svelte$/u;

/** Icons that are given a class where they are used, to turn with the direction of reading. */
export const classed: readonly string[] = ['chevron-left', 'send-horizontal'];

type Node = readonly [tag: string, attributes: Readonly<Record<string, string>>];

/** The component that stands for one of Lucide's: none speaks for itself, and most are always the same. */
export function markupOf(source: string, takesClass = false): string {
  const data = /const iconData = (\{.*\});/u.exec(source)?.[1];
  if (data === undefined) throw new Error('not an icon of Lucide as it was examined');
  const { node } = JSON.parse(data) as { readonly node: readonly Node[] };
  const shapes = node.map(([tag, attributes]) => {
    const written = Object.entries(attributes).map(([name, value]) => ` ${name}="${value}"`);
    return `<${tag}${written.join('')} />`;
  });
  const [script, names] = takesClass
    ? ['<script>const { class: more } = $props();</script>', 'class="lucide-icon {more}"']
    : ['', 'class="lucide-icon"'];
  return `${script}<svg viewBox="0 0 24 24" width="24" height="24" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true" ${names}>${shapes.join('')}</svg>`;
}

export function iconMarkup(): Plugin {
  return {
    name: 'kith:icon-markup',
    apply: 'build',
    enforce: 'pre',
    load: (id) => {
      const name = iconFile.exec(id)?.[1];
      return name === undefined ? undefined : markupOf(readFileSync(id, 'utf8'), classed.includes(name));
    },
  };
}
