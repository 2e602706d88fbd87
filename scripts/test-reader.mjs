// vitest's global setup: the program of the reading threads, bundled as the server has it. Node.js does not run TypeScript.
import { buildReader } from "./build.mjs";

export default buildReader;
