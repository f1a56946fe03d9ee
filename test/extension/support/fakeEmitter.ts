import type * as vscode from 'vscode';

/** The part of VS Code's event emitters that the extension uses. */
export class FakeEmitter<Value> {
  readonly #listeners = new Set<(value: Value) => unknown>();

  readonly event = (listener: (value: Value) => unknown): vscode.Disposable => {
    this.#listeners.add(listener);
    // eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment -- vscode.Disposable is a class with a private member that no fake can have
    return { dispose: () => this.#listeners.delete(listener) };
  };

  fire(value: Value): void {
    for (const listener of [...this.#listeners]) listener(value);
  }

  get listenerCount(): number {
    return this.#listeners.size;
  }
}
