/** Which server runs here: the one asked for and no other; unasked, the Prosody that can be had. */
import { findEjabberd } from '../ejabberd/find.ts';
import { launchEjabberd } from '../ejabberd/launch.ts';
import { chooseProsody } from '../prosody/choose.ts';
import type { ServerOptions } from '../prosody/config.ts';
import { launchProsody } from '../prosody/launch.ts';
import type { ServerVersion } from '../prosody/packages.ts';
import { type Program, unpackedProsody } from '../prosody/unpack.ts';
import { type LocalServer, Unavailable } from './local-server.ts';

export type ServerKind = ServerVersion | 'ejabberd';

const serverKinds: readonly ServerKind[] = ['prosody-13', 'prosody-0.12', 'ejabberd'];

/** A server that can be started here. ejabberd takes of the options domain and federation. */
export interface Choice {
  readonly kind: ServerKind;
  readonly label: string;
  launch(options?: ServerOptions): Promise<LocalServer>;
}

/** What is asked for by name: a server to start, or one that runs elsewhere, by its host or WebSocket. */
export type Wish = { readonly kind: ServerKind } | { readonly address: string };

export function readWish(text: string): Wish {
  const kind = serverKinds.find((one) => one === text);
  if (kind !== undefined) return { kind };
  if (text === 'localhost' || /[.:]/.test(text)) return { address: text };
  const known = serverKinds.join(', ');
  throw new Unavailable(`“${text}” is neither one that can be started (${known}) nor the address of one`);
}

/** That one and no other. Throws `Unavailable`. */
export async function findServer(kind: ServerKind, tell: (line: string) => void): Promise<Choice> {
  if (kind !== 'ejabberd') return prosodyChoice(await unpackedProsody(kind, tell));
  const program = await findEjabberd();
  return {
    kind,
    label: program.label,
    launch: ({ domain, federation, ...rest } = {}) => {
      const [strange] = Object.keys(rest);
      if (strange !== undefined) throw new Error(`ejabberd is not started with an option ${strange}`);
      return launchEjabberd(program, {
        ...(domain === undefined ? {} : { domain }),
        ...(federation === undefined ? {} : { federation }),
      });
    },
  };
}

/** For `npm start`: whatever works best. Throws `Unavailable`. */
export async function chooseServer(tell: (line: string) => void): Promise<Choice> {
  return prosodyChoice(await chooseProsody(tell));
}

function prosodyChoice(program: Program): Choice {
  return {
    kind: program.series,
    label: program.label,
    launch: (options) => launchProsody(program, options),
  };
}
