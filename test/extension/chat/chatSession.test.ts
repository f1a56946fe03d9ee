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
import { requestMetrics } from '../../support/requestMetrics.ts';
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
  readonly say: (text: string) => void;
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
    say: (text: string) => void,
    token: vscode.CancellationToken,
  ): Promise<ChatResult> {
    assert.deepEqual(system, systemTurn);
    return new Promise((end, reject) => {
      this.requests.push({ turns, document, say, token, end, reject });
    });
  }

  become(status: EngineStatus): void {
    this.status = status;
    this.changes.fire(status);
  }

  request(index: number): Request {
    const request = this.requests[index];
    assert.ok(request, `The engine got no request ${index}.`);
    return request;
  }
}

function answer(text: string, stopReason: ChatResult['stopReason'] = 'endOfText'): ChatResult {
  const metrics = requestMetrics({
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
function settled(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

function last(session: ChatSession): ChatMessage {
  const message = session.messages().at(-1);
  assert.ok(message);
  return message;
}

describe('ChatSession', () => {
  it('shows the question, streams the answer and closes it with what it cost', async () => {
    const { engine, posted, session } = start();
    const done = session.ask({ text: 'Why?' });
    await settled();
    const request = engine.request(0);
    request.say('Be');
    request.say('cause');
    request.end(answer('Because'));
    await done;
    assert.deepEqual(
      posted.map((message) => (message.kind === 'message' ? message.message.state : message.kind)),
      ['done', 'streaming', 'chunk', 'done'],
    );
    assert.deepEqual(posted[2], { kind: 'chunk', id: 'answer-1', markdown: 'Because' });
    assert.equal(last(session).footnote, '2 tokens · 41 of 57 prompt tokens reused · 2.3\u00a0s');
  });

  it('hands the engine the conversation so far', async () => {
    const { engine, session } = start();
    const done = session.ask({ text: 'Why?' });
    await settled();
    engine.request(0).end(answer('Because'));
    await done;
    void session.ask({ text: 'The long text', markdown: 'Short' });
    await settled();
    assert.deepEqual(engine.request(1).turns, [
      { role: 'user', text: 'Why?' },
      { role: 'assistant', text: 'Because' },
      { role: 'user', text: 'The long text' },
    ]);
  });

  it('names the document to the engine that the conversation began with, at each question', async () => {
    const { engine, posted, session } = start();
    const cart = { uri: 'file:///cart.ts', name: 'cart.ts', path: 'src/cart.ts' };
    session.follow(cart);
    assert.deepEqual(posted.at(-1), {
      kind: 'file',
      file: { name: 'cart.ts', path: 'src/cart.ts' },
    });
    const done = session.ask({ text: 'Why?' });
    session.follow(undefined);
    await settled();
    engine.request(0).end(answer('Because'));
    await done;
    void session.ask({ text: 'How?' });
    await settled();
    assert.deepEqual(engine.request(0).document, { uri: 'file:///cart.ts' });
    assert.deepEqual(engine.request(1).document, { uri: 'file:///cart.ts' });
    assert.deepEqual(session.document, cart);
  });

  it('names no document that the person left out', async () => {
    const { engine, posted, session } = start();
    session.follow({ uri: 'file:///cart.ts', name: 'cart.ts', path: 'src/cart.ts' });
    session.leaveOutDocument();
    assert.deepEqual(posted.at(-1), { kind: 'file' });
    void session.ask({ text: 'Why?' });
    await settled();
    assert.equal(engine.request(0).document, undefined);
  });

  it('gives the engine the first words of an answer, and shows them with the rest', async () => {
    const { engine, session } = start();
    const done = session.ask({ text: 'Explain', answerStart: 'This code' });
    assert.equal(last(session).markdown, 'This code');
    await settled();
    assert.deepEqual(engine.request(0).turns, [
      { role: 'user', text: 'Explain' },
      { role: 'assistant', text: 'This code' },
    ]);
    engine.request(0).end(answer(' adds.'));
    await done;
    assert.equal(last(session).markdown, 'This code adds.');
  });

  it('stops at once, keeps what was said, and learns the cost later', async () => {
    const { engine, session } = start();
    const done = session.ask({ text: 'Count' });
    await settled();
    const request = engine.request(0);
    request.say('One');
    session.stop();
    assert.equal(last(session).state, 'stopped');
    assert.equal(last(session).markdown, 'One');
    assert.ok(request.token.isCancellationRequested);
    request.say(', two');
    request.end(answer('One, two', 'cancelled'));
    await done;
    assert.equal(last(session).markdown, 'One');
    assert.match(last(session).footnote ?? '', /^Stopped · 2 tokens/u);
  });

  it('counts an answer as stopped that the engine cancelled by itself', async () => {
    const { engine, session } = start();
    const done = session.ask({ text: 'Count' });
    await settled();
    engine.request(0).say('One');
    engine.request(0).end(answer('One', 'cancelled'));
    await done;
    assert.equal(last(session).state, 'stopped');
  });

  it('stops a running answer for a new question, and asks when the engine has let go', async () => {
    const { engine, session } = start();
    const first = session.ask({ text: 'Why?' });
    await settled();
    void session.ask({ text: 'How?' });
    await settled();
    assert.ok(engine.request(0).token.isCancellationRequested);
    assert.equal(engine.requests.length, 1);
    engine.request(0).end(answer('', 'cancelled'));
    await first;
    await settled();
    assert.deepEqual(engine.request(1).turns, [{ role: 'user', text: 'How?' }]);
  });

  it('never asks the engine what was taken back before its turn came', async () => {
    const { engine, session } = start();
    void session.ask({ text: 'One?' });
    await settled();
    const second = session.ask({ text: 'Two?' });
    session.stop();
    engine.request(0).end(answer('', 'cancelled'));
    await second;
    assert.equal(engine.requests.length, 1);
  });

  it('shows a failure inside of the answer, in the words of the engine', async () => {
    const { engine, session } = start();
    const done = session.ask({ text: 'Why?' });
    await settled();
    engine.request(0).say('Bec');
    engine.request(0).reject(new Error('The engine stopped. Ask again.'));
    await done;
    assert.equal(last(session).state, 'failed');
    assert.equal(last(session).error, 'The engine stopped. Ask again.');
    assert.equal(last(session).markdown, 'Bec');
  });

  it('leaves a stopped answer stopped when the engine answers the stop with an error', async () => {
    const { engine, session } = start();
    const done = session.ask({ text: 'Why?' });
    await settled();
    session.stop();
    engine.request(0).reject(new Error('Cancelled'));
    await done;
    assert.equal(last(session).state, 'stopped');
  });

  it('calls an answer without words a failure', async () => {
    const { engine, session } = start();
    const done = session.ask({ text: 'Why?' });
    await settled();
    engine.request(0).end(answer(' \n'));
    await done;
    assert.equal(last(session).state, 'failed');
  });

  it('waits for a model that is being loaded', async () => {
    const { engine, session } = start();
    engine.status = { kind: 'loading', path: '/m.gguf', fraction: 0 };
    void session.ask({ text: 'Why?' });
    await settled();
    engine.become({ kind: 'loading', path: '/m.gguf', fraction: 0.5 });
    await settled();
    assert.equal(engine.requests.length, 0);
    engine.become({ kind: 'empty' });
    await settled();
    assert.equal(engine.requests.length, 1);
    assert.equal(engine.changes.listeners, 0);
  });

  it('stops waiting for the model when the person stops', async () => {
    const { engine, session } = start();
    engine.status = { kind: 'loading', path: '/m.gguf', fraction: 0 };
    const done = session.ask({ text: 'Why?' });
    await settled();
    session.stop();
    await done;
    assert.equal(engine.requests.length, 0);
    assert.equal(engine.changes.listeners, 0);
  });

  it('forgets everything when cleared, and ignores what the engine still says', async () => {
    const { engine, posted, session } = start();
    const done = session.ask({ text: 'Why?' });
    await settled();
    session.clear();
    const request = engine.request(0);
    assert.ok(request.token.isCancellationRequested);
    assert.deepEqual(posted.slice(-2), [{ kind: 'conversation', messages: [] }, { kind: 'file' }]);
    const before = posted.length;
    request.say('late');
    request.end(answer('late'));
    await done;
    assert.equal(posted.length, before);
    assert.deepEqual(session.messages(), []);
  });
});
