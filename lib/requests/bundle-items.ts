import type { z } from "zod";
import type { CreateRequestInput, createBundleSchema } from "./schema";

export interface BundleItem {
  /** Where it was said. */
  index: number;
  input: CreateRequestInput & { service: string; role: string };
}

/** Every item as the ask that it would be by itself. */
export function itemsOf({ items, ...shared }: z.output<typeof createBundleSchema>): BundleItem[] {
  return items.map((item, index) => {
    const whole = { ...shared, ...item };
    const { durationSeconds = 0, justification = "" } = whole;
    return { index, input: { ...whole, durationSeconds, justification } };
  });
}

/** In one order, whatever order they were said in: of two people who ask for the same person at once, one waits for the other. */
export const inLockingOrder = (items: readonly BundleItem[]): BundleItem[] =>
  items.toSorted((one, other) => compare(keyOf(one), keyOf(other)));

const keyOf = ({ input }: BundleItem) =>
  JSON.stringify([input.service, input.role, input.environment ?? "", input.beneficiary ?? ""]);

const compare = (one: string, other: string) => (one < other ? -1 : one > other ? 1 : 0);
