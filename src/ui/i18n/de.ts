/** German, until the list of chats can be used; a person is addressed as "du". */
import type { FirstWordsIn, LanguageFile } from './catalogue.ts';

export const words: FirstWordsIn<'de'> = {
  'app.loading': 'Wird geöffnet …',
  'app.comma': ', ',
  'app.reload': 'Neu laden',
  'app.store-failed':
    'Dieser Browser konnte das nicht speichern, deshalb wurde nichts geändert. Schaffe etwas Speicherplatz und versuche es noch einmal.',
  'app.load-failed.title': 'Dieser Teil konnte nicht geladen werden',
  'app.load-failed.text': 'Prüfe, ob du mit dem Internet verbunden bist, und lade dann neu.',
  'app.crashed.title': 'Auf dieser Seite ist etwas kaputtgegangen',
  'app.crashed.text': 'Nichts von dem, was du geschrieben hast, ist verloren. Neu laden bringt es zurück.',
  'nav.main': 'Hauptmenü',
  'nav.chats': 'Chats',
  'nav.contacts': 'Kontakte',
  'nav.settings': 'Einstellungen',
  'nav.back': 'Zurück',
  'nav.close': 'Schließen',
  'nav.keys': 'Tasten',
  'nav.resize-list': 'Breite der Liste',
  'nav.unread': { one: '{count} ungelesene Nachricht', other: '{count} ungelesene Nachrichten' },
  'nav.requests': { one: '{count} Anfrage', other: '{count} Anfragen' },
  'app.title-count': '({count}) {product}',
  'connection.name': 'Verbindung',
  'connection.online': 'Online',
  'connection.connecting': 'Verbinden …',
  'connection.syncing': 'Abgleichen …',
  'connection.syncing-count': {
    one: 'Abgleichen … {count} Nachricht',
    other: 'Abgleichen … {count} Nachrichten',
  },
  'connection.offline': 'Offline: Nachrichten werden gesendet, sobald du wieder online bist',
  'connection.offline-stopped': 'Offline: {reason}',
  'connection.password-needed': 'Offline: Dein Passwort wird gebraucht',
  'connection.retry': 'Jetzt versuchen',
  'update.text': 'Eine neue Version ist da.',
  'update.apply': 'Aktualisieren',
  'memory.text':
    'Auf diesem Computer wird nichts gespeichert. Nachrichten werden bei jedem Besuch neu geholt.',
  'memory.refused':
    'Dieser Browser gibt {product} keinen Speicher: Wenn du diesen Tab schließt, bleibt nichts erhalten.',
  'password.cannot-stay':
    'Dein Server kann dich nicht angemeldet lassen: {product} fragt bei jedem Start nach deinem Passwort. Deine Nachrichten bleiben auf diesem Gerät.',
  'presence.chat': 'Gesprächsbereit',
  'presence.available': 'Verfügbar',
  'presence.away': 'Abwesend',
  'presence.xa': 'Länger abwesend',
  'presence.dnd': 'Bitte nicht stören',
  'presence.offline': 'Offline',
  'presence.with-status': '{presence}: {status}',
  'sign-in.title': 'Willkommen bei {product}',
  'sign-in.sub': 'Melde dich mit einer beliebigen XMPP-Adresse an.',
  'sign-in.sub-domain': 'Melde dich mit deiner Adresse bei {domain} an.',
  'sign-in.address': 'Adresse',
  'sign-in.address-example': 'name@example.org',
  'sign-in.password': 'Passwort',
  'sign-in.show-password': 'Passwort anzeigen',
  'sign-in.remember': 'Angemeldet bleiben',
  'sign-in.public': 'Dies ist ein öffentlicher Computer: Hier wird nichts gespeichert.',
  'sign-in.advanced': 'Erweitert',
  'sign-in.web-socket': 'WebSocket-Adresse',
  'sign-in.web-socket-hint': 'Lass das Feld leer, dann wird sie von selbst gefunden.',
  'sign-in.foreign-host':
    'Der Link, den du geöffnet hast, schickt deine Anmeldung über {host}. Mach nur weiter, wenn du dem vertraust.',
  'sign-in.submit': 'Anmelden',
  'sign-in.busy': 'Anmeldung läuft …',
  'sign-in.cancel': 'Abbrechen',
  'sign-in.foot':
    'Deine Nachrichten bleiben zwischen dir, deinem Server und den Menschen, denen du schreibst.',
  'sign-in.address-missing': 'Gib deine Adresse ein. Sie sieht aus wie name@example.org.',
  'sign-in.password-missing': 'Gib dein Passwort ein.',
  'failure.invalid-address': 'Das ist keine XMPP-Adresse. Sie sieht aus wie name@example.org.',
  'failure.other-domain': 'Hier können sich nur Adressen bei {domain} anmelden.',
  'failure.insecure-context':
    '{product} braucht https. Öffne diese Seite mit einer Adresse, die mit https:// beginnt.',
  'failure.no-network':
    'Dieses Gerät ist nicht mit dem Internet verbunden. Verbinde es und versuche es noch einmal.',
  'failure.no-websocket':
    '{domain} bietet keinen WebSocket an, und {product} braucht einen. Wenn du seine Adresse kennst, gib sie unter „Erweitert“ ein.',
  'failure.host-unknown':
    'Der Server antwortet, kennt {domain} aber nicht. Prüfe den Teil der Adresse nach dem @.',
  'failure.unreachable':
    '{domain} war nicht zu erreichen: Prüfe die Adresse; vielleicht ist der Server außer Betrieb oder sein Zertifikat wird nicht anerkannt.',
  'failure.insecure-websocket':
    '{url} ist nicht verschlüsselt. Die WebSocket-Adresse muss mit wss:// beginnen.',
  'failure.wrong-password':
    'Das Passwort für {address} wurde nicht angenommen. Achte auf Groß- und Kleinschreibung, oder lass es von den Betreibern deines Servers zurücksetzen.',
  'failure.wrong-password-plain':
    'Das Passwort wurde nicht angenommen. Achte auf Groß- und Kleinschreibung, oder lass es von den Betreibern deines Servers zurücksetzen.',
  'failure.credentials-expired':
    'Das Passwort dieses Kontos ist abgelaufen. Lege bei deinem Server ein neues fest und melde dich dann an.',
  'failure.account-disabled': 'Dieses Konto ist gesperrt. Frag bei den Betreibern deines Servers nach.',
  'failure.rate-limited':
    'Der Server bittet um Geduld: Es waren zu viele Versuche. Versuche es in einer Minute noch einmal.',
  'failure.temporary': 'Der Server kann dich gerade nicht anmelden. Versuche es gleich noch einmal.',
  'failure.not-recognised':
    'Dein Server erkennt diesen Browser nicht mehr. Gib dein Passwort ein; wenn du es geändert hast, das neue.',
  'failure.asks-each-time':
    'Dein Server kann dich nicht angemeldet lassen: Du wirst bei jedem Start von {product} nach deinem Passwort gefragt.',
  'failure.mechanism-too-weak':
    'Der Server und {product} haben keine Art der Anmeldung gefunden, die sicher genug ist. {product} hört hier auf, um dein Passwort zu schützen; frag bei den Betreibern deines Servers nach.',
  'failure.weaker-than-before':
    'Dein Server hat dein Passwort bisher auf eine sicherere Art geprüft ({was}) und bietet jetzt nur noch {now} an. Das kann ein Angriff sein oder eine Änderung der Betreiber. Dein Passwort wurde nicht gesendet.',
  'failure.plain-refused':
    'Dieser Server will dein Passwort selbst haben, und ein Link hat {product} gesagt, wohin es gehen soll. Das macht {product} nicht. Lass die WebSocket-Adresse leer, oder öffne {product} ohne den Link und gib sie ein.',
  'failure.server-not-verified':
    'Der Server konnte nicht beweisen, dass er dein Passwort kennt. {product} hat abgebrochen, ohne noch etwas zu senden.',
  'failure.conflict': 'Diese Sitzung wurde durch eine andere ersetzt.',
  'failure.dropped': 'Die Verbindung ist während der Anmeldung abgerissen. Versuche es noch einmal.',
  'failure.storage':
    'Dieser Browser konnte deine Daten nicht speichern. Schaffe etwas Speicherplatz, oder melde dich an wie auf einem öffentlichen Computer.',
  'failure.refused': 'Der Server lässt dich nicht herein. Den Grund kennen seine Betreiber ({condition}).',
  'chats.title': 'Chats',
  'chats.list': 'Chats',
  'chats.search': 'Suchen',
  'chats.search-clear': 'Suche leeren',
  'chats.filter': 'Anzeigen',
  'chats.filter-all': 'Alle',
  'chats.filter-unread': 'Ungelesen',
  'chats.filter-unread-count': 'Ungelesen {count}',
  'chats.new': 'Neuer Chat',
  'chats.empty-title': 'Noch keine Unterhaltungen',
  'chats.empty-text':
    'Schreib allen, die eine XMPP-Adresse haben, auf jedem Server. Sie sieht aus wie eine E-Mail-Adresse.',
  'chats.all-read': 'Alles gelesen',
  'chats.all-read-text': 'Es gibt nichts Ungelesenes.',
  'chats.show-all': 'Alle anzeigen',
  'chats.draft': 'Entwurf:',
  'chats.you': 'Du:',
  'chats.typing': 'schreibt …',
  'chats.no-messages': 'Noch keine Nachrichten',
  'chats.unread': { one: '{count} ungelesen', other: '{count} ungelesen' },
  'chats.unsupported': 'Eine Art von Nachricht, die {product} noch nicht anzeigen kann',
  'chats.blocked': 'Blockiert',
  'chats.pick-title': 'Wähle eine Unterhaltung',
  'chats.pick-text': 'Hier erscheinen deine Nachrichten.',
  'chat.new-messages': 'Neue Nachrichten',
  'delivery.waiting': 'Wartet',
  'delivery.sent': 'Gesendet',
  'delivery.delivered': 'Zugestellt',
  'delivery.read': 'Gelesen',
  'delivery.failed': 'Fehlgeschlagen',
  'people.pick-title': 'Wähle einen Kontakt',
  'people.pick-text': 'Hier erscheinen Anwesenheit, Geräte und was du tun kannst.',
  'new-chat.title': 'Neuer Chat',
  'contact.title': 'Details',
};

export const later: LanguageFile['later'] = () => import('./de-later.ts');
