/** What a row of the list is called: name, unread count, last words, time. Screen readers hear it as one sentence. */
import type { ChatRow } from '#state/views.ts';
import { t } from '../i18n/translate.ts';

export function rowName(row: ChatRow, stamp: string | undefined): string {
  const parts = [row.name];
  if (row.unread > 0) parts.push(t('chats.unread', { count: row.unread }));
  if (row.blocked) parts.push(t('chats.blocked'));
  if (row.show) parts.push(t(`presence.${row.show}`));
  parts.push(lastWords(row));
  if (row.preview?.own && row.preview.delivery && !row.typing && row.draft === undefined)
    parts.push(t(`delivery.${row.preview.delivery}`));
  if (stamp !== undefined) parts.push(stamp);
  return parts.filter((part) => part !== '').join(t('app.comma'));
}

function lastWords(row: ChatRow): string {
  if (row.typing) return t('chats.typing');
  if (row.draft !== undefined) return `${t('chats.draft')} ${row.draft}`;
  if (!row.preview) return t('chats.no-messages');
  const text = row.preview.kind === 'unsupported' ? t('chats.unsupported') : row.preview.text;
  return row.preview.own ? `${t('chats.you')} ${text}` : text;
}
