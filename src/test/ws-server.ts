/** A WebSocket server on loopback whose lines the test writes; one line per frame, both ways. */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { WebSocketServer, type WebSocket } from 'ws';

export class ServerSocket {
  readonly #socket: WebSocket;
  readonly received: string[] = [];
  readonly #waiting = new Set<() => void>();
  #read = 0;
  isClosed = false;

  constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on('message', (data: Buffer) => {
      this.received.push(data.toString());
      this.#wake();
    });
    socket.on('close', () => {
      this.isClosed = true;
      this.#wake();
    });
  }

  send(...frames: readonly (string | Uint8Array)[]): void {
    for (const frame of frames) this.#socket.send(frame);
  }

  /** Cuts the connection without a closing handshake. */
  cut(): void {
    this.#socket.terminate();
  }

  /** The next frame that matches; those before it are passed over, for one reader at a time. Rejects after four seconds. */
  async next(pattern: RegExp): Promise<string> {
    for (;;) {
      while (this.#read < this.received.length) {
        const frame = this.received[this.#read++] ?? '';
        if (pattern.test(frame)) return frame;
      }
      if (this.isClosed) throw new Error(`closed before ${String(pattern)}`);
      await this.#change(`no ${String(pattern)}`);
    }
  }

  async closed(): Promise<void> {
    while (!this.isClosed) await this.#change('still open');
  }

  #change(complaint: string): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        reject(new Error(complaint));
      }, 4000);
      this.#waiting.add(() => {
        clearTimeout(timer);
        resolve();
      });
    });
  }

  #wake(): void {
    for (const wake of this.#waiting) wake();
    this.#waiting.clear();
  }
}

export interface WsServer {
  readonly url: string;
  readonly sockets: readonly ServerSocket[];
  stop(): Promise<void>;
}

/** `serve` runs for each connection, side by side; a rejection of it is the test's to see in what does not happen. */
export const startWsServer = async (serve: (socket: ServerSocket) => Promise<void>): Promise<WsServer> => {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
  const sockets: ServerSocket[] = [];
  server.on('connection', (raw) => {
    const socket = new ServerSocket(raw);
    sockets.push(socket);
    serve(socket).catch(() => undefined);
  });
  await once(server, 'listening');
  return {
    url: `ws://127.0.0.1:${String((server.address() as AddressInfo).port)}/ws`,
    sockets,
    stop: async () => {
      for (const client of server.clients) client.terminate();
      server.close();
      await once(server, 'close');
    },
  };
};

const sasl = 'urn:ietf:params:xml:ns:xmpp-sasl';
const bind = 'urn:ietf:params:xml:ns:xmpp-bind';
const opened =
  "<open xmlns='urn:ietf:params:xml:ns:xmpp-framing' from='localhost' id='s' version='1.0' xml:lang='en'/>";
const features = (content: string): string =>
  `<stream:features xmlns:stream='http://etherx.jabber.org/streams'>${content}</stream:features>`;

export const device = 'me@localhost/r';

/** Lets anybody in, by SASL PLAIN and a classic bind; offers stream management if told to. */
export const admit = async (socket: ServerSocket, withSm = false): Promise<void> => {
  await socket.next(/^<open/);
  socket.send(opened, features(`<mechanisms xmlns='${sasl}'><mechanism>PLAIN</mechanism></mechanisms>`));
  await socket.next(/^<auth/);
  socket.send(`<success xmlns='${sasl}'/>`);
  await socket.next(/^<open/);
  socket.send(opened, features(`<bind xmlns='${bind}'/>${withSm ? "<sm xmlns='urn:xmpp:sm:3'/>" : ''}`));
  const request = await socket.next(/xmpp-bind/);
  const id = /\bid=['"]([^'"]+)/.exec(request)?.[1] ?? '';
  socket.send(
    `<iq xmlns='jabber:client' type='result' id='${id}'><bind xmlns='${bind}'><jid>${device}</jid></bind></iq>`,
  );
  if (!withSm) return;
  await socket.next(/^<enable/);
  socket.send("<enabled xmlns='urn:xmpp:sm:3' id='sm-1' resume='true'/>");
};
