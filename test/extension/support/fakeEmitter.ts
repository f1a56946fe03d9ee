import type * as vscode from 'vscode';

/** The part of VS Code's event emitters that the extension uses. */
export class FakeEmitter<Value> {
  readonly #listeners = new Set<(value: Value) => unknown>();

  readonly event = (listener: (value: Value) => unknown): vscode.Disposable => {
    this.#listeners.add(listener);
    // eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment -- the class is VS Code's alone
    return { dispose: () => this.#listeners.delete(listener) };
  };

  fire(value: Value): void {
    for (const listener of [...this.#listeners]) listener(value);
  }

  get listeners(): number {
    return this.#listeners.size;
  }
}
