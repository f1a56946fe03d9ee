import type { ChatTurn } from '../../src/completion/chatPrompt/chatTurn.ts';
import type { RequestMetrics } from '../../src/engine/protocol.ts';
import type { EngineProcess } from '../engine/engineProcess.ts';
import type { Bench } from './bench.ts';
import type { BenchDocument } from './benchDocument.ts';
import { summarizeCase, type CaseReport, type Sample } from './statistics.ts';

/** Length of the explained passages, in tokens. */
const passageTokens = 120;

/** Measures the time until the explanation of a passage of the open file begins. */
export async function measureExplain(
  bench: Bench,
  engine: EngineProcess,
  file: BenchDocument,
): Promise<CaseReport> {
  const samples: Sample[] = [];
  while (samples.length < bench.turns.costly) {
    // A passage of its own for each question: the prompt of a repeated one would be cached.
    const passage = bench.generateText(samples.length * 4, passageTokens);
    samples.push(await bench.measureWithPrefill(file, () => askChat(engine, file, passage, 4)));
  }
  return summarizeCase(
    { name: 'explain on the open file', against: 'prefill', ratioKind: 'time', target: null },
    samples,
  );
}

/** Asks the chat about a passage of a file. */
export async function askChat(
  engine: EngineProcess,
  file: BenchDocument,
  passage: string,
  maxTokens: number,
): Promise<RequestMetrics> {
  const text = `Explain what this code does.\n\n\`\`\`typescript\n${passage}\`\`\`\n`;
  const turns: readonly ChatTurn[] = [{ role: 'user', text }];
  const { metrics } = await engine.request('tramontane/chat', {
    chatId: 'bench',
    turns,
    maxTokens,
    temperature: 0,
    document: { uri: file.uri },
  });
  return metrics;
}
