import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type * as vscode from 'vscode';
import type { ChatTurn } from '../../../src/completion/chatPrompt/chatTurn.ts';
import { systemTurn } from '../../../src/completion/chatPrompt/systemTurn.ts';
import type { ChatParams, ChatResult } from '../../../src/engine/protocol.ts';
import type { EngineStatus } from '../../../src/extension/engineHost/engineStatus.ts';
import type { ChatEngine } from '../../../src/extension/chat/chatEngine.ts';
import type { ChatMessage, HostToWebview } from '../../../src/extension/chat/chatMessages.ts';
import { ChatSession, type Cancellation } from '../../../src/extension/chat/chatSession.ts';
import { createRequestMetrics } from '../../support/requestMetrics.ts';
import { FakeEmitter } from '../support/fakeEmitter.ts';

function createCancellation(): Cancellation {
  const emitter = new FakeEmitter<unknown>();
  const token = { isCancellationRequested: false, onCancellationRequested: emitter.event };
  return {
    token,
    cancel: () => {
      token.isCancellationRequested = true;
      emitter.fire(undefined);
    },
    dispose: () => undefined,
  };
}

/** A request that the engine received and that the test answers. */
interface Request {
  readonly turns: readonly ChatTurn[];
  readonly document: ChatParams['document'];
  readonly onText: (text: string) => void;
  readonly token: vscode.CancellationToken;
  readonly end: (result: ChatResult) => void;
  readonly reject: (error: Error) => void;
}

class FakeEngine implements ChatEngine {
  status: EngineStatus = { kind: 'empty' };
  readonly requests: Request[] = [];
  readonly changes = new FakeEmitter<EngineStatus>();
  readonly onDidChangeStatus = this.changes.event;

  chat(
    { turns: [system, ...turns], document }: Pick<ChatParams, 'turns' | 'document'>,
    onText: (text: string) => void,
    token: vscode.CancellationToken,
  ): Promise<ChatResult> {
    assert.deepEqual(system, systemTurn);
    return new Promise((end, reject) => {
      this.requests.push({ turns, document, onText, token, end, reject });
    });
  }

  setStatus(status: EngineStatus): void {
    this.status = status;
    this.changes.fire(status);
  }

  request(index: number): Request {
    const request = this.requests[index];
    assert.ok(request, `The engine got no request ${index}.`);
    return request;
  }
}

function createAnswer(
  text: string,
  stopReason: ChatResult['stopReason'] = 'endOfText',
): ChatResult {
  const metrics = createRequestMetrics({
    promptTokens: 57,
    reusedTokens: 41,
    evaluatedTokens: 16,
    decodeSteps: 2,
    timeToFirstTokenMs: 100,
    totalMs: 2300,
  });
  return { text, stopReason, droppedTurns: 0, metrics };
}

function start(): { engine: FakeEngine; posted: HostToWebview[]; session: ChatSession } {
  const engine = new FakeEngine();
  const posted: HostToWebview[] = [];
  const post = (message: HostToWebview): void => {
    posted.push(message);
  };
  return { engine, posted, session: new ChatSession({ engine, post, createCancellation }) };
}

/** Lets all pending promises settle. */
function settlePromises(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

function getLastMessage(session: ChatSession): ChatMessage {
  const message = session.getMessages().at(-1);
  assert.ok(message);
  return message;
}

describe('ChatSession', () => {
  it('shows the question, streams the answer and ends it with its cost', async () => {
    const { engine, posted, session } = start();
    const done = session.ask({ text: 'Why?' });
    await settlePromises();
    const request = engine.request(0);
    request.onText('Be');
    request.onText('cause');
    request.end(createAnswer('Because'));
    await done;
    assert.deepEqual(
      posted.map((message) => (message.kind === 'message' ? message.message.state : message.kind)),
      ['done', 'streaming', 'chunk', 'done'],
    );
    assert.deepEqual(posted[2], { kind: 'chunk', id: 'answer-1', markdown: 'Because' });
    assert.equal(
      getLastMessage(session).footnote,
      '2 tokens · 41 of 57 prompt tokens reused · 2.3\u00a0s',
    );
  });

  it('sends the conversation so far to the engine', async () => {
    const { engine, session } = start();
    const done = session.ask({ text: 'Why?' });
    await settlePromises();
    engine.request(0).end(createAnswer('Because'));
    await done;
    void session.ask({ text: 'The long text', markdown: 'Short' });
    await settlePromises();
    assert.deepEqual(engine.request(1).turns, [
      { role: 'user', text: 'Why?' },
      { role: 'assistant', text: 'Because' },
      { role: 'user', text: 'The long text' },
    ]);
  });

  it('sends the document of the first question with each question', async () => {
    const { engine, posted, session } = start();
    const cart = { uri: 'file:///cart.ts', name: 'cart.ts', path: 'src/cart.ts' };
    session.setActiveDocument(cart);
    assert.deepEqual(posted.at(-1), {
      kind: 'file',
      file: { name: 'cart.ts', path: 'src/cart.ts' },
    });
    const done = session.ask({ text: 'Why?' });
    session.setActiveDocument(undefined);
    await settlePromises();
    engine.request(0).end(createAnswer('Because'));
    await done;
    void session.ask({ text: 'How?' });
    await settlePromises();
    assert.deepEqual(engine.request(0).document, { uri: 'file:///cart.ts' });
    assert.deepEqual(engine.request(1).document, { uri: 'file:///cart.ts' });
    assert.deepEqual(session.document, cart);
  });

  it('sends no document that the user removed', async () => {
    const { engine, posted, session } = start();
    session.setActiveDocument({ uri: 'file:///cart.ts', name: 'cart.ts', path: 'src/cart.ts' });
    session.leaveOutDocument();
    assert.deepEqual(posted.at(-1), { kind: 'file' });
    void session.ask({ text: 'Why?' });
    await settlePromises();
    assert.equal(engine.request(0).document, undefined);
  });

  it('sends the given beginning of an answer to the engine, and shows it with the rest', async () => {
    const { engine, session } = start();
    const done = session.ask({ text: 'Explain', answerStart: 'This code' });
    assert.equal(getLastMessage(session).markdown, 'This code');
    await settlePromises();
    assert.deepEqual(engine.request(0).turns, [
      { role: 'user', text: 'Explain' },
      { role: 'assistant', text: 'This code' },
    ]);
    engine.request(0).end(createAnswer(' adds.'));
    await done;
    assert.equal(getLastMessage(session).markdown, 'This code adds.');
  });

  it('stops at once, keeps the text, and receives the cost later', async () => {
    const { engine, session } = start();
    const done = session.ask({ text: 'Count' });
    await settlePromises();
    const request = engine.request(0);
    request.onText('One');
    session.stop();
    assert.equal(getLastMessage(session).state, 'stopped');
    assert.equal(getLastMessage(session).markdown, 'One');
    assert.ok(request.token.isCancellationRequested);
    request.onText(', two');
    request.end(createAnswer('One, two', 'cancelled'));
    await done;
    assert.equal(getLastMessage(session).markdown, 'One');
    assert.match(getLastMessage(session).footnote ?? '', /^Stopped · 2 tokens/u);
  });

  it('marks an answer as stopped when the engine cancelled it', async () => {
    const { engine, session } = start();
    const done = session.ask({ text: 'Count' });
    await settlePromises();
    engine.request(0).onText('One');
    engine.request(0).end(createAnswer('One', 'cancelled'));
    await done;
    assert.equal(getLastMessage(session).state, 'stopped');
  });

  it('stops a running answer for a new question, which is sent when the engine has ended it', async () => {
    const { engine, session } = start();
    const first = session.ask({ text: 'Why?' });
    await settlePromises();
    void session.ask({ text: 'How?' });
    await settlePromises();
    assert.ok(engine.request(0).token.isCancellationRequested);
    assert.equal(engine.requests.length, 1);
    engine.request(0).end(createAnswer('', 'cancelled'));
    await first;
    await settlePromises();
    assert.deepEqual(engine.request(1).turns, [{ role: 'user', text: 'How?' }]);
  });

  it('does not send a question that was withdrawn before its turn', async () => {
    const { engine, session } = start();
    void session.ask({ text: 'One?' });
    await settlePromises();
    const second = session.ask({ text: 'Two?' });
    session.stop();
    engine.request(0).end(createAnswer('', 'cancelled'));
    await second;
    assert.equal(engine.requests.length, 1);
  });

  it('shows a failure within the answer, with the message of the engine', async () => {
    const { engine, session } = start();
    const done = session.ask({ text: 'Why?' });
    await settlePromises();
    engine.request(0).onText('Bec');
    engine.request(0).reject(new Error('The engine stopped. Ask again.'));
    await done;
    assert.equal(getLastMessage(session).state, 'failed');
    assert.equal(getLastMessage(session).error, 'The engine stopped. Ask again.');
    assert.equal(getLastMessage(session).markdown, 'Bec');
  });

  it('keeps a stopped answer stopped when the engine responds with an error', async () => {
    const { engine, session } = start();
    const done = session.ask({ text: 'Why?' });
    await settlePromises();
    session.stop();
    engine.request(0).reject(new Error('Cancelled'));
    await done;
    assert.equal(getLastMessage(session).state, 'stopped');
  });

  it('treats an answer without text as a failure', async () => {
    const { engine, session } = start();
    const done = session.ask({ text: 'Why?' });
    await settlePromises();
    engine.request(0).end(createAnswer(' \n'));
    await done;
    assert.equal(getLastMessage(session).state, 'failed');
  });

  it('waits for a model that is loading', async () => {
    const { engine, session } = start();
    engine.status = { kind: 'loading', path: '/m.gguf', fraction: 0 };
    void session.ask({ text: 'Why?' });
    await settlePromises();
    engine.setStatus({ kind: 'loading', path: '/m.gguf', fraction: 0.5 });
    await settlePromises();
    assert.equal(engine.requests.length, 0);
    engine.setStatus({ kind: 'empty' });
    await settlePromises();
    assert.equal(engine.requests.length, 1);
    assert.equal(engine.changes.listenerCount, 0);
  });

  it('stops waiting for the model when the user stops the answer', async () => {
    const { engine, session } = start();
    engine.status = { kind: 'loading', path: '/m.gguf', fraction: 0 };
    const done = session.ask({ text: 'Why?' });
    await settlePromises();
    session.stop();
    await done;
    assert.equal(engine.requests.length, 0);
    assert.equal(engine.changes.listenerCount, 0);
  });

  it('removes everything when cleared, and ignores later output of the engine', async () => {
    const { engine, posted, session } = start();
    const done = session.ask({ text: 'Why?' });
    await settlePromises();
    session.clear();
    const request = engine.request(0);
    assert.ok(request.token.isCancellationRequested);
    assert.deepEqual(posted.slice(-2), [{ kind: 'conversation', messages: [] }, { kind: 'file' }]);
    const before = posted.length;
    request.onText('late');
    request.end(createAnswer('late'));
    await done;
    assert.equal(posted.length, before);
    assert.deepEqual(session.getMessages(), []);
  });
});
