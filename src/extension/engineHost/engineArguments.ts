/**
 * Environment variable with the port of the engine's inspector, for debuggers. It has an effect in
 * an Extension Development Host only; `.vscode/launch.json` sets it.
 */
export const inspectPortVariable = 'TRAMONTANE_INSPECT_ENGINE';

/** Returns the port of the engine's inspector, or undefined if the variable names no port. */
export function readInspectPort(environment: NodeJS.ProcessEnv): number | undefined {
  const value = environment[inspectPortVariable] ?? '';
  const port = /^\d{1,5}$/.test(value) ? Number(value) : 0;
  return port >= 1 && port <= 65_535 ? port : undefined;
}

/**
 * Returns the arguments with which Node.js runs the engine. An inspector executes any code that it is
 * sent, so it listens on the loopback address only.
 *
 * @param inspectPort port of the inspector; 0 for any free port, undefined for no inspector.
 */
export function buildEngineArguments(
  enginePath: string,
  inspectPort: number | undefined,
): string[] {
  const inspector = inspectPort === undefined ? [] : [`--inspect=127.0.0.1:${inspectPort}`];
  return [...inspector, enginePath, '--stdio'];
}
