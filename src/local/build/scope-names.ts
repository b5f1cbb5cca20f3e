/** Names that keep the styles of components apart: as short as they can be told apart, since random letters do not compress. */
import { relative } from 'node:path';

interface Scoped {
  readonly filename: string;
  readonly hash: (text: string) => string;
}

/** The same name for the same file at each build, unless two files would share one. */
export function shortScopes(root = process.cwd()): (scoped: Scoped) => string {
  const owners = new Map<string, string>();
  return ({ filename, hash }) => {
    const file = relative(root, filename);
    const letters = hash(file);
    for (let length = 2; length <= letters.length; length++) {
      const name = `s${letters.slice(0, length)}`;
      const owner = owners.get(name) ?? file;
      if (owner !== file) continue;
      owners.set(name, file);
      return name;
    }
    throw new Error(
      `the styles of ${file} cannot be told apart from those of ${owners.get(`s${letters}`) ?? ''}`,
    );
  };
}
