/** Stands between a client and its server, and cuts the connection in front of a chosen frame, in either direction. */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { WebSocket, WebSocketServer } from 'ws';

export class CuttingProxy {
  /** The name of the element that did not pass last. */
  withheld = '';
  #frames = Infinity;
  readonly #listener: WebSocketServer;
  readonly #target: string;

  private constructor(listener: WebSocketServer, target: string) {
    this.#listener = listener;
    this.#target = target;
    listener.on('connection', (client) => {
      this.#join(client);
    });
  }

  static async start(target: string): Promise<CuttingProxy> {
    const listener = new WebSocketServer({ host: '127.0.0.1', port: 0 });
    await once(listener, 'listening');
    return new CuttingProxy(listener, target);
  }

  get url(): string {
    return `ws://localhost:${(this.#listener.address() as AddressInfo).port}/`;
  }

  /** Lets so many frames of the next connection pass, of both directions together. */
  cutNextAfter(frames: number): void {
    this.#frames = frames;
  }

  async stop(): Promise<void> {
    for (const client of this.#listener.clients) client.terminate();
    this.#listener.close();
    await once(this.#listener, 'close');
  }

  #join(client: WebSocket): void {
    const server = new WebSocket(this.#target, 'xmpp');
    const early: string[] = [];
    let left = this.#frames;
    this.#frames = Infinity;
    const pass = (to: WebSocket, frame: string): void => {
      // What was under way behind the frame that did not pass.
      if (left < 0) return;
      left -= 1;
      if (left < 0) {
        this.withheld = /^<([\w:-]+)/.exec(frame)?.[1] ?? frame;
        client.terminate();
        server.terminate();
        return;
      }
      to.send(frame);
    };
    client.on('message', (data: Buffer) => {
      if (server.readyState === WebSocket.OPEN) pass(server, data.toString());
      else early.push(data.toString());
    });
    server.on('open', () => {
      for (const frame of early) pass(server, frame);
    });
    server.on('message', (data: Buffer) => {
      pass(client, data.toString());
    });
    server.on('error', () => {
      client.terminate();
    });
    server.on('close', () => {
      client.terminate();
    });
    client.on('close', () => {
      server.terminate();
    });
  }
}
