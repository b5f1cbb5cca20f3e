/** How a row of a list asks for the menu of its conversation. */
import type { ChatRow } from '#state/views.ts';
import type { MenuPoint } from '../kit/menu-item.ts';

export type OpenChatMenu = (opener: HTMLElement, row: ChatRow, point: MenuPoint) => void;
