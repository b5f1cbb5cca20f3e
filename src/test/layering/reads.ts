/** The rule about reading tables: every request for many rows says how many at most, and cursors take single steps. */
import ts from 'typescript';
import type { Source } from './source.ts';
import { isTest } from './table.ts';

const forMany = new Set(['getAll', 'getAllKeys']);
const cursors = new Set(['openCursor', 'openKeyCursor', 'iterate']);
/** Where single steps of cursors are taken. */
const stepping = new Set(['store/tables/cursor.ts', 'store/tables/chats.ts']);

/** One sentence for each broken rule. */
export function readViolations(sources: readonly Source[]): string[] {
  return sources
    .filter(({ path }) => path.startsWith('store/') && !isTest(path))
    .flatMap((source) => unbounded(source));
}

function unbounded({ path, text }: Source): string[] {
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression)) {
      const { text: name } = node.expression.name;
      const line = file.getLineAndCharacterOfPosition(node.getStart()).line + 1;
      const at = `${path}:${String(line)}: ${name}`;
      if (forMany.has(name) && node.arguments.length < 2)
        found.push(`${at} reads all there is: say how many rows at most, and go on from the last`);
      if (cursors.has(name) && !stepping.has(path))
        found.push(`${at} walks row by row: read a page of rows, or use nthKey of store/tables/cursor.ts`);
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}
