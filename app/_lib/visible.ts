import { notFound } from "next/navigation";
import { AppError } from "@/lib/errors/app-error";

/** What may not be seen is answered like what does not exist: 404. */
export async function visible<T>(loading: Promise<T>): Promise<T> {
  try {
    return await loading;
  } catch (error) {
    if (error instanceof AppError && (error.code === "not-found" || error.code === "forbidden")) notFound();
    throw error;
  }
}
