import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type * as TreeSitter from '@vscode/tree-sitter-wasm';
import type { TextView } from '../../completion/text/textView.ts';
import type { Logger } from '../foundation/environment.ts';
import { findGrammarFiles, getGrammarName, type GrammarFiles } from './grammars.ts';
import { ParsedDocument } from './parsedDocument.ts';

/** A parser for one language, loaded and ready. */
export class SyntaxParser {
  readonly #parser: TreeSitter.Parser;

  constructor(parser: TreeSitter.Parser) {
    this.#parser = parser;
  }

  /** Parses the document around a cursor. The caller disposes of the result. */
  parse(view: TextView): ParsedDocument {
    return new ParsedDocument(this.#parser, view);
  }
}

/**
 * Parsers of all languages that have a grammar. Each is loaded once, on first use. A grammar that
 * can't be loaded counts as missing.
 */
export class SyntaxParsers {
  readonly #logger: Logger;
  readonly #findFiles: () => GrammarFiles;
  readonly #parsers = new Map<string, Promise<SyntaxParser | undefined>>();
  #runtime: Promise<typeof TreeSitter> | undefined;
  #hasFailed = false;

  constructor(logger: Logger, findFiles: () => GrammarFiles = findGrammarFiles) {
    this.#logger = logger;
    this.#findFiles = findFiles;
  }

  /**
   * Returns the parser of a language; undefined where there is no grammar. Never rejects.
   *
   * @param languageId VS Code's identifier.
   */
  getParser(languageId: string): Promise<SyntaxParser | undefined> {
    const name = getGrammarName(languageId);
    if (name === undefined) return Promise.resolve(undefined);
    const parser = this.#parsers.get(name) ?? this.#load(name);
    this.#parsers.set(name, parser);
    return parser;
  }

  async #load(name: string): Promise<SyntaxParser | undefined> {
    try {
      const files = this.#findFiles();
      const { Parser, Language } = await (this.#runtime ??= loadRuntime(files));
      const language = await Language.load(await readFile(files.getGrammarPath(name)));
      return new SyntaxParser(new Parser().setLanguage(language));
    } catch (error) {
      if (!this.#hasFailed) {
        this.#hasFailed = true;
        const reason = error instanceof Error ? error.message : String(error);
        this.#logger.warn(
          `No syntax check for ${name}: its grammar can't be loaded (${reason}). Completions go on ` +
            'without; installing Tramontane again brings the grammars back.',
        );
      }
      return undefined;
    }
  }
}

async function loadRuntime({ runtime, runtimeWasm }: GrammarFiles): Promise<typeof TreeSitter> {
  const treeSitter = createRequire(import.meta.url)(runtime) as typeof TreeSitter;
  await treeSitter.Parser.init({ locateFile: () => runtimeWasm });
  return treeSitter;
}
