import type { LlamaModel, Token as LlamaToken } from 'node-llama-cpp';
import { decodeVocabulary } from '../../completion/healing/decodeVocabulary.ts';
import { VocabularyTrie } from '../../completion/healing/vocabularyTrie.ts';
import type { Token, Vocabulary } from '../backend/languageModel.ts';

/** Character that every vocabulary contains as a separate piece, or as separate bytes. */
const separator = '☺';

/** Pattern of pieces that may be control tokens. Querying the library for each token takes a second. */
const controlTokenPattern = /[>\]]$/;

/** Vocabulary of a model that llama.cpp has loaded. */
export class LlamaVocabulary implements Vocabulary {
  readonly #model: LlamaModel;
  readonly #separatorTokens: number;
  readonly #controlTokens = new Map<string, Token | undefined>();
  /** Cached results of `isEndOfGeneration`, which is called for each sampled token. */
  readonly #endsByToken = new Map<Token, boolean>();
  readonly trie: VocabularyTrie | undefined;

  constructor(model: LlamaModel) {
    this.#model = model;
    this.#separatorTokens = model.tokenize(separator, false).length;
    const { ggml } = model.fileInfo.metadata.tokenizer;
    const pieces = decodeVocabulary({
      model: ggml.model,
      tokens: ggml.tokens,
      types: 'token_type' in ggml ? ggml.token_type : [],
    });
    // llama.cpp treats some pieces as control tokens that the file doesn't (`<|fim_prefix|>`).
    const isControl = (piece: string, token: Token) =>
      controlTokenPattern.test(piece) && this.isEndOfGeneration(token);
    this.trie =
      pieces &&
      new VocabularyTrie(pieces.map((piece, token) => (isControl(piece, token) ? '' : piece)));
  }

  get size(): number {
    return this.#model.fileInfo.metadata.tokenizer.ggml.tokens.length;
  }

  get beginOfText(): Token | undefined {
    const { bos, shouldPrependBosToken } = this.#model.tokens;
    return shouldPrependBosToken ? (bos ?? undefined) : undefined;
  }

  get endOfText(): Token | undefined {
    return this.#model.tokens.eos ?? undefined;
  }

  findControlToken(name: string): Token | undefined {
    if (!this.#controlTokens.has(name)) {
      this.#controlTokens.set(name, lookUpControlToken(name, this.#model));
    }
    return this.#controlTokens.get(name);
  }

  isEndOfGeneration(token: Token): boolean {
    const cachedResult = this.#endsByToken.get(token);
    if (cachedResult !== undefined) return cachedResult;
    const isEnd =
      this.#model.isEogToken(token as LlamaToken) ||
      this.#model.isSpecialToken(token as LlamaToken);
    this.#endsByToken.set(token, isEnd);
    return isEnd;
  }

  tokenize(text: string): Token[] {
    return text === '' ? [] : this.#model.tokenize(text, false);
  }

  /**
   * Tokenizes the text after a separator and removes the separator's tokens: the library's own
   * option for this leaves the dummy space before a text that begins with a line end.
   */
  tokenizeContinuation(text: string): Token[] {
    if (text === '') return [];
    return this.#model.tokenize(separator + text, false).slice(this.#separatorTokens);
  }

  renderTokens(tokens: readonly Token[]): string {
    return this.#model.detokenize(tokens as readonly LlamaToken[], true);
  }

  detokenize(tokens: readonly Token[], before: readonly Token[]): string {
    return this.#model.detokenize(
      tokens as readonly LlamaToken[],
      false,
      before as readonly LlamaToken[],
    );
  }
}

/**
 * Returns the control token of that name, if it is a single one. Text that merely spells it is
 * several tokens.
 */
function lookUpControlToken(name: string, model: LlamaModel): Token | undefined {
  const [token, ...rest] = model.tokenize(name, true);
  if (token === undefined || rest.length > 0 || !model.isSpecialToken(token)) return undefined;
  return model.detokenize([token], true).trim() === name ? token : undefined;
}
