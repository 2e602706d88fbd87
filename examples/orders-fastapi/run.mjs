// Starts the service with this machine's Python, on PORT; it ends with this process.
import { spawn, spawnSync } from "node:child_process";
import path from "node:path";

const needs = "import cryptography, fastapi, httpx, uvicorn";
const python = ["/usr/bin/python3", "python3"].find(
  (each) => spawnSync(each, ["-c", needs], { stdio: "ignore" }).status === 0,
);
if (!python) {
  console.error("The example needs Python 3.10 with fastapi, uvicorn, httpx and cryptography.");
  process.exit(1);
}
const args = ["-m", "uvicorn", "main:app", "--port", process.env.PORT ?? "3003"];
const service = spawn(python, args, {
  cwd: import.meta.dirname,
  stdio: "inherit",
  env: {
    ...process.env,
    PYTHONPATH: path.join(import.meta.dirname, "..", "..", "sdk", "python", "src"),
    PYTHONDONTWRITEBYTECODE: "1",
  },
});
service.once("error", () => process.exit(1));
service.once("exit", (code) => process.exit(code ?? 1));
for (const signal of ["SIGTERM", "SIGINT"]) process.on(signal, () => service.kill("SIGTERM"));
process.once("exit", () => service.kill("SIGTERM"));
