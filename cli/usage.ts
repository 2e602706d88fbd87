import { type ParseArgsConfig, parseArgs } from "node:util";

/** What was asked for makes no sense. Its message is for the person at the terminal; the exit code is 2. */
export class UsageError extends Error {}

/** `parseArgs` of Node.js, strict, with words of our own. Throws a UsageError. */
export function parseOptions<Config extends ParseArgsConfig>(config: Config) {
  try {
    return parseArgs({ ...config, strict: true, allowPositionals: true });
  } catch (error) {
    // Node.js adds advice about dashes, which helps nobody who misspelt an option.
    if (error instanceof TypeError && "code" in error)
      throw new UsageError(`${error.message.split(/\.(?:\s|$)/)[0]}.`);
    throw error;
  }
}
