import { getLlama, type LlamaModel } from 'node-llama-cpp';

export type Token = number;

/** What prompts are made with. */
export interface Tokenizer {
  readonly beginOfText: Token | undefined;
  /** The control token of that name, or undefined. */
  control(name: string): Token | undefined;
  /** Tokens of a text of its own, SentencePiece's dummy space in front. */
  tokenize(text: string): readonly Token[];
  /** Tokens of a text that goes on where another one ended. */
  tokenizeContinuation(text: string): readonly Token[];
}

/** A character that every vocabulary knows as a piece, or as bytes, of its own. */
const separator = '☺';

/** The vocabulary of a GGUF file; its weights aren't read. */
export class ModelTokenizer implements Tokenizer {
  readonly #model: LlamaModel;
  readonly #separatorTokens: number;

  private constructor(model: LlamaModel) {
    this.#model = model;
    this.#separatorTokens = model.tokenize(separator, false).length;
  }

  static async load(modelPath: string): Promise<ModelTokenizer> {
    const llama = await getLlama({ gpu: false, build: 'never', skipDownload: true });
    return new ModelTokenizer(await llama.loadModel({ modelPath, vocabOnly: true }));
  }

  get beginOfText(): Token | undefined {
    return this.#model.tokens.bos ?? undefined;
  }

  control(name: string): Token | undefined {
    const [token, ...others] = this.#model.tokenize(name, true);
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

/**
 * Tokenizes texts that differ in a line or two, line by line: no piece of a vocabulary of Mistral's
 * reaches over a line end, so the tokens are those of the text as a whole.
 */
export class LineTokenizer {
  readonly #tokenizer: Tokenizer;
  readonly #known = new Map<string, readonly Token[]>();

  constructor(tokenizer: Tokenizer) {
    this.#tokenizer = tokenizer;
  }

  /** Tokens of each line of a text, line ends included. @param isContinuation no dummy space. */
  lines(text: string, isContinuation: boolean): (readonly Token[])[] {
    return text.split(/(?<=\n)/).map((line, index) => {
      const goesOn = isContinuation || index > 0;
      const key = `${goesOn ? '+' : '^'}${line}`;
      let tokens = this.#known.get(key);
      if (tokens === undefined) {
        tokens = goesOn
          ? this.#tokenizer.tokenizeContinuation(line)
          : this.#tokenizer.tokenize(line);
        this.#known.set(key, tokens);
      }
      return tokens;
    });
  }
}
