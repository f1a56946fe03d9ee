// A reporter for `node --test`: the end of each test as a line of JSON, a `NodeTestEvent`.
// Plain JavaScript: node:test loads its reporters before it can read TypeScript.
export default async function* eventReporter(events) {
  for await (const { type, data } of events) {
    if (type !== 'test:pass' && type !== 'test:fail') continue;
    const { name, nesting, file, skip, todo, details } = data;
    const error = details?.error;
    const event = {
      failed: type === 'test:fail',
      ...{ name, nesting, file, skip, todo },
      isSuite: details?.type === 'suite',
      failureType: error?.failureType,
      message: error === undefined ? undefined : describe(error.cause ?? error),
    };
    yield `${JSON.stringify(event)}\n`;
  }
}

function describe(cause) {
  if (typeof cause === 'string') return cause;
  return cause.stack ?? cause.message ?? JSON.stringify(cause);
}
