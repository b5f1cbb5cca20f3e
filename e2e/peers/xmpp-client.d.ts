/** What the tests use of @xmpp/client, which ships no types. */
declare module '@xmpp/client' {
  export interface XmlNode {
    readonly name: string;
    readonly attrs: Readonly<Record<string, string | undefined>>;
    readonly children: readonly (XmlNode | string)[];
    getChild(name: string, xmlns?: string): XmlNode | undefined;
    getChildren(name: string, xmlns?: string): XmlNode[];
    getChildText(name: string, xmlns?: string): string | null;
    getNS(): string;
    is(name: string, xmlns?: string): boolean;
    remove(name: string, xmlns?: string): void;
    text(): string;
    toString(): string;
  }
  export type XmlContent = XmlNode | string | undefined;
  export function xml(
    name: string,
    attrs?: Readonly<Record<string, string | undefined>>,
    ...children: readonly XmlContent[]
  ): XmlNode;

  export interface IqContext {
    readonly stanza: XmlNode;
    readonly element: XmlNode;
  }
  export interface Client {
    readonly jid: { toString(): string; bare(): { toString(): string } };
    readonly reconnect: { stop(): void };
    readonly iqCaller: { request(iq: XmlNode, timeout?: number): Promise<XmlNode> };
    readonly iqCallee: { get(xmlns: string, name: string, handler: (context: IqContext) => XmlNode): void };
    start(): Promise<unknown>;
    stop(): Promise<unknown>;
    send(stanza: XmlNode): Promise<void>;
    prependListener(event: 'element', handler: (element: XmlNode) => void): void;
    on(event: 'stanza', handler: (stanza: XmlNode) => void): void;
    on(event: 'error', handler: (error: Error) => void): void;
    on(event: 'online' | 'offline' | 'disconnect', handler: () => void): void;
  }
  export function client(options: {
    readonly service: string;
    readonly domain: string;
    readonly username: string;
    readonly password: string;
    readonly resource?: string;
  }): Client;
}
