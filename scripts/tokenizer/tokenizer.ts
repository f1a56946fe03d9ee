import { getLlama, LlamaLogLevel, type LlamaModel } from 'node-llama-cpp';

export type Token = number;

/** Converts text to the tokens of a model. */
export interface Tokenizer {
  /** The token at the beginning of each prompt; undefined where the model has none. */
  readonly beginOfText: Token | undefined;
  /** Returns the control token that a piece names, or undefined. */
  findControlToken(piece: string): Token | undefined;
  /** Returns the tokens of a text of its own; SentencePiece puts a dummy space at its start. */
  tokenize(text: string): readonly Token[];
  /** Returns the tokens of a text that continues another one. */
  tokenizeContinuation(text: string): readonly Token[];
}

/** A character that every vocabulary has as a token of its own, or as bytes. */
const separator = '☺';

/** The vocabulary of a GGUF file. Weights are not loaded. */
export class ModelTokenizer implements Tokenizer {
  readonly #model: LlamaModel;
  readonly #separatorTokens: number;

  private constructor(model: LlamaModel) {
    this.#model = model;
    this.#separatorTokens = model.tokenize(separator, false).length;
  }

  static async load(modelPath: string): Promise<ModelTokenizer> {
    const llama = await getLlama({
      gpu: false,
      build: 'never',
      skipDownload: true,
      logLevel: LlamaLogLevel.error,
    });
    return new ModelTokenizer(await llama.loadModel({ modelPath, vocabOnly: true }));
  }

  /** Loads a vocabulary for the time of some work. */
  static async use<Result>(
    modelPath: string,
    work: (tokenizer: ModelTokenizer) => Promise<Result> | Result,
  ): Promise<Result> {
    const tokenizer = await ModelTokenizer.load(modelPath);
    try {
      return await work(tokenizer);
    } finally {
      await tokenizer.dispose();
    }
  }

  get beginOfText(): Token | undefined {
    const { bos, shouldPrependBosToken } = this.#model.tokens;
    return shouldPrependBosToken ? (bos ?? undefined) : undefined;
  }

  findControlToken(piece: string): Token | undefined {
    const [token, ...others] = this.#model.tokenize(piece, true);
    const isOne = token !== undefined && others.length === 0 && this.#model.isSpecialToken(token);
    return isOne ? token : undefined;
  }

  tokenize(text: string): readonly Token[] {
    return text === '' ? [] : this.#model.tokenize(text, false);
  }

  tokenizeContinuation(text: string): readonly Token[] {
    if (text === '') return [];
    return this.#model.tokenize(separator + text, false).slice(this.#separatorTokens);
  }

  async dispose(): Promise<void> {
    await this.#model.dispose();
    await this.#model.llama.dispose();
  }
}
