import "vitest";

declare module "vitest" {
  export interface ProvidedContext {
    /** The administrator's address of the PostgreSQL that this run started. */
    databaseUrl: string;
  }
}
