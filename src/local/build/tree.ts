/** Lists the files below a folder. */
import { readdirSync } from 'node:fs';
import { join, posix } from 'node:path';

/** Paths relative to `folder`, with forward slashes, sorted; `[]` when there is no such folder. */
export function filesBelow(folder: string, enter: (path: string) => boolean = () => true): string[] {
  const found: string[] = [];
  const visit = (inside: string): void => {
    for (const entry of readdirSync(join(folder, inside), { withFileTypes: true })) {
      const path = posix.join(inside, entry.name);
      if (entry.isDirectory()) {
        if (enter(path)) visit(path);
      } else {
        found.push(path);
      }
    }
  };
  try {
    visit('');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  return found.sort();
}
