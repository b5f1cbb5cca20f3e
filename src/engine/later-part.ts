/** Fetches what an engine needs once it is online. A failure is for whoever asked; the next one asks again. */

export const later = (): Promise<typeof import('./later.ts')> => import('./later.ts');
