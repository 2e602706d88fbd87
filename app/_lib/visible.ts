import { notFound } from "next/navigation";
import { AppError, type ErrorCode } from "@/lib/errors/app-error";

const nothingThere: ReadonlySet<ErrorCode> = new Set(["not-found", "forbidden", "invalid-input"]);

/** What may not be seen, and an address that means nothing, are answered like what does not exist: 404. */
export async function visible<T>(loading: Promise<T>): Promise<T> {
  try {
    return await loading;
  } catch (error) {
    if (error instanceof AppError && nothingThere.has(error.code)) notFound();
    throw error;
  }
}
