import type { ChatTurn } from '../../src/completion/chatPrompt/chatTurn.ts';
import type { RequestMetrics } from '../../src/engine/protocol.ts';
import type { EngineProcess } from '../engine/engineProcess.ts';
import type { Bench } from './bench.ts';
import type { BenchDocument } from './benchDocument.ts';
import { caseReport, type CaseReport, type Sample } from './statistics.ts';

/** Length of the explained passages, in tokens. */
const passageTokens = 120;

/** Measures the time until the explanation of a passage of the open file begins. */
export async function explain(
  bench: Bench,
  engine: EngineProcess,
  file: BenchDocument,
): Promise<CaseReport> {
  const samples: Sample[] = [];
  while (samples.length < bench.turns.costly) {
    // A passage of its own for each question: the prompt of a repeated one would be cached.
    const passage = bench.textOf(samples.length * 4, passageTokens);
    samples.push(await bench.besidePrefill(file, () => askAbout(engine, file, passage, 4)));
  }
  return caseReport(
    { name: 'explain on the open file', against: 'prefill', ratioOf: 'time', target: null },
    samples,
  );
}

/** Asks the chat about a passage of a file. */
export async function askAbout(
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
