import type { ChatTurn } from './chatTurn.ts';

/** What every conversation begins with. Short, for it takes room in the window. */
export const systemTurn: ChatTurn = {
  role: 'system',
  text: 'You are a programming assistant in a code editor. Answer briefly. Put code into fenced blocks that name their language.',
};
