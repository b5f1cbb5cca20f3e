/** Reads source files into what the architecture rules need: imports, names used, size. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

export interface Import {
  readonly specifier: string;
  /** `type`: erased by the compiler; `dynamic`: `import()`. */
  readonly kind: 'value' | 'type' | 'dynamic';
  readonly line: number;
}

export interface Source {
  /** Relative to `src`, with forward slashes. */
  readonly path: string;
  readonly text: string;
  readonly imports: readonly Import[];
  /** Identifiers that stand for themselves (not `x.name`, not declared in the file), with the line of the first. */
  readonly names: ReadonlyMap<string, number>;
}

const scriptBlock = /(<script\b[^>]*>)([\s\S]*?)<\/script>/gu;

/** The scripts of a component; all else is blanked, so that lines keep their numbers. */
function scriptsOf(text: string): string {
  const blank = (part: string): string => part.replace(/[^\n]/gu, ' ');
  let code = '';
  let end = 0;
  for (const match of text.matchAll(scriptBlock)) {
    const [whole, open = '', body = ''] = match;
    code += blank(text.slice(end, match.index)) + blank(open) + body + blank('</script>');
    end = match.index + whole.length;
  }
  return code + blank(text.slice(end));
}

export function readSource(path: string, text: string): Source {
  const code = path.endsWith('.svelte') ? scriptsOf(text) : text;
  const file = ts.createSourceFile(path, code, ts.ScriptTarget.Latest, true);
  const imports: Import[] = [];
  const used = new Map<string, number>();
  const declared = new Set<string>();

  const lineOf = (node: ts.Node): number => file.getLineAndCharacterOfPosition(node.getStart()).line + 1;
  const add = (node: ts.Expression | ts.TypeNode, kind: Import['kind']): void => {
    const literal = ts.isLiteralTypeNode(node) ? node.literal : node;
    if (ts.isStringLiteralLike(literal)) imports.push({ specifier: literal.text, kind, line: lineOf(node) });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) {
      add(node.moduleSpecifier, isTypeOnly(node) ? 'type' : 'value');
    } else if (ts.isExportDeclaration(node) && node.moduleSpecifier !== undefined) {
      add(node.moduleSpecifier, node.isTypeOnly ? 'type' : 'value');
    } else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      node.arguments.slice(0, 1).forEach((argument) => add(argument, 'dynamic'));
    } else if (ts.isImportTypeNode(node)) {
      add(node.argument, 'type');
    } else if (ts.isIdentifier(node)) {
      noteName(node, used, declared, lineOf);
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  const names = new Map([...used].filter(([name]) => !declared.has(name)));
  return { path, text, imports, names };
}

/** `import type …`, or every imported name is marked `type`. */
function isTypeOnly(node: ts.ImportDeclaration): boolean {
  const clause = node.importClause;
  if (clause === undefined) return false;
  if (clause.phaseModifier === ts.SyntaxKind.TypeKeyword) return true;
  const named = clause.namedBindings;
  if (clause.name !== undefined || named === undefined || !ts.isNamedImports(named)) return false;
  return named.elements.length > 0 && named.elements.every((element) => element.isTypeOnly);
}

function noteName(
  node: ts.Identifier,
  used: Map<string, number>,
  declared: Set<string>,
  lineOf: (node: ts.Node) => number,
): void {
  const { parent } = node;
  if (isMemberName(node, parent)) return;
  const declares =
    (ts.isVariableDeclaration(parent) ||
      ts.isParameter(parent) ||
      ts.isFunctionDeclaration(parent) ||
      ts.isBindingElement(parent) ||
      ts.isImportSpecifier(parent)) &&
    parent.name === node;
  if (declares) declared.add(node.text);
  else if (!used.has(node.text)) used.set(node.text, lineOf(node));
}

/** `x.name`, `{ name: … }` and the names of members say nothing about globals. */
function isMemberName(node: ts.Identifier, parent: ts.Node): boolean {
  if (ts.isPropertyAccessExpression(parent)) return parent.name === node;
  if (ts.isQualifiedName(parent)) return parent.right === node;
  if (ts.isBindingElement(parent)) return parent.propertyName === node;
  const named =
    ts.isPropertyAssignment(parent) ||
    ts.isPropertySignature(parent) ||
    ts.isPropertyDeclaration(parent) ||
    ts.isMethodDeclaration(parent) ||
    ts.isMethodSignature(parent) ||
    ts.isGetAccessor(parent) ||
    ts.isSetAccessor(parent);
  return named && parent.name === node;
}

/** All `.ts` and `.svelte` files below a folder, generated ones left out. */
export function readTree(root: string): Source[] {
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(?:ts|svelte)$/u.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .map((file) => readSource(file.slice(root.length).replace(/^\/+/u, ''), readFileSync(file, 'utf8')))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}
