/** The least that a browser can do with such a server: a WebSocket, no store, plain text. What no client can be faster than. */
(() => {
  const asked = new URLSearchParams(location.search);
  const [user = '', domain = ''] = (asked.get('address') ?? '').split('@');
  const element = (id: string): HTMLElement => document.getElementById(id)!;
  const list = element('list');
  const log = element('log');
  const field = element('field') as HTMLInputElement;
  const password = element('password') as HTMLInputElement;
  const rows = new Map<string, { link: HTMLElement; unread: number }>();
  const results = new Map<string, (iq: Element) => void>();
  const page: Element[] = [];
  let socket: WebSocket;
  let step = 0;
  let ids = 0;
  let shown = '';
  let oldest = '';
  let loading = false;

  const client = 'jabber:client';
  const escaped = (text: string): string =>
    text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll("'", '&apos;');
  const bare = (jid: string | null): string => (jid ?? '').split('/')[0] ?? '';
  const ask = (type: string, child: string): Promise<Element> => {
    ids += 1;
    socket.send(`<iq xmlns='${client}' type='${type}' id='${ids}'>${child}</iq>`);
    return new Promise((resolve) => results.set(String(ids), resolve));
  };
  const open = (): void =>
    socket.send(`<open xmlns='urn:ietf:params:xml:ns:xmpp-framing' to='${domain}' version='1.0'/>`);

  /** One page of the archive; gives its messages and the id at its edge. */
  async function archive(fields: Record<string, string>, set: string, edge: 'first' | 'last') {
    page.length = 0;
    const form = Object.entries(fields).map(
      ([name, value]) => `<field var='${name}'><value>${escaped(value)}</value></field>`,
    );
    const answer = await ask(
      'set',
      `<query xmlns='urn:xmpp:mam:2'><x xmlns='jabber:x:data' type='submit'><field var='FORM_TYPE' type='hidden'><value>urn:xmpp:mam:2</value></field>${form.join('')}</x><set xmlns='http://jabber.org/protocol/rsm'>${set}</set></query>`,
    );
    const done = answer.querySelector('fin')?.getAttribute('complete') === 'true';
    return { messages: [...page], edge: answer.querySelector(edge)?.textContent ?? '', done };
  }

  const row = (jid: string): { link: HTMLElement; unread: number } => {
    const known = rows.get(jid);
    if (known !== undefined) return known;
    const link = document.createElement('a');
    link.dataset['jid'] = jid;
    link.textContent = jid;
    link.onclick = () => void show(jid);
    list.append(link);
    const made = { link, unread: 0 };
    rows.set(jid, made);
    return made;
  };
  const line = (message: Element): HTMLElement => {
    const made = document.createElement('p');
    made.textContent = message.querySelector('body')?.textContent ?? '';
    return made;
  };

  async function show(jid: string): Promise<void> {
    shown = jid;
    log.replaceChildren();
    await older('<before/>');
    log.scrollTop = log.scrollHeight;
  }
  async function older(before: string): Promise<void> {
    loading = true;
    const { messages, edge } = await archive({ with: shown }, `<max>50</max>${before}`, 'first');
    const height = log.scrollHeight - log.scrollTop;
    log.prepend(...messages.map(line));
    log.scrollTop = log.scrollHeight - height;
    oldest = edge;
    loading = false;
  }
  function received(message: Element): void {
    if (message.querySelector('body') === null) return;
    const from = bare(message.getAttribute('from'));
    if (from === shown) {
      log.append(line(message));
      log.scrollTop = log.scrollHeight;
    } else unread(from);
  }
  const unread = (jid: string): void => {
    const { link } = row(jid);
    const count = (rows.get(jid)!.unread += 1);
    link.textContent = `${jid} ${count}`;
    link.dataset['unread'] = String(count);
  };

  async function ready(): Promise<void> {
    const roster = await ask('get', `<query xmlns='jabber:iq:roster'/>`);
    for (const item of roster.querySelectorAll('item')) row(item.getAttribute('jid') ?? '');
    socket.send(`<presence xmlns='${client}'/>`);
    const start = asked.get('since');
    let after = '';
    for (let done = start === null; !done;) {
      const next = await archive({ start: start ?? '' }, `<max>250</max>${after}`, 'last');
      for (const message of next.messages) unread(bare(message.getAttribute('from')));
      after = `<after>${next.edge}</after>`;
      done = next.done;
    }
    list.dataset['ready'] = 'true';
  }
  function handle(data: string): void {
    const stanza = new DOMParser().parseFromString(data, 'text/xml').documentElement;
    if (stanza.localName === 'features' && step === 0) {
      step = 1;
      const plain = new TextEncoder().encode(`\0${user}\0${password.value}`);
      socket.send(
        `<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>${btoa(String.fromCharCode(...plain))}</auth>`,
      );
    } else if (stanza.localName === 'success') open();
    else if (stanza.localName === 'features')
      void ask('set', `<bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/>`).then(ready);
    else if (stanza.localName === 'iq') results.get(stanza.getAttribute('id') ?? '')?.(stanza);
    else if (stanza.localName === 'message') {
      const archived = stanza.querySelector('result > forwarded > message');
      if (archived === null) received(stanza);
      else page.push(archived);
    }
  }
  function signIn(): void {
    socket = new WebSocket(asked.get('ws') ?? '', 'xmpp');
    socket.onopen = open;
    socket.onmessage = ({ data }) => handle(String(data));
  }
  element('form').onsubmit = (event) => {
    event.preventDefault();
    signIn();
  };
  log.onscroll = () => {
    if (log.scrollTop < 900 && !loading && oldest !== '') void older(`<before>${oldest}</before>`);
  };
  field.onkeydown = ({ key }) => {
    if (key !== 'Enter' || field.value === '') return;
    const made = document.createElement('p');
    made.textContent = field.value;
    log.append(made);
    socket.send(
      `<message xmlns='${client}' type='chat' to='${shown}' id='m${Math.random()}'><body>${escaped(field.value)}</body></message>`,
    );
    field.value = '';
  };
  const given = location.hash.slice(1);
  if (given !== '') {
    password.value = decodeURIComponent(given);
    signIn();
  }
})();
