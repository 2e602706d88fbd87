/**
 * Works on several items at a time and gives the results in the order of the items. Takes no more from `items` than a few
 * ahead, so that what is waiting stays small, however many there are. Throws what `items` or `work` throws.
 */
export async function* inParallel<Item, Result>(
  items: AsyncIterable<Item>,
  lanes: number,
  work: (item: Item) => Promise<Result>,
): AsyncGenerator<Result> {
  const ahead = lanes * 4;
  const begun: Promise<Result>[] = [];
  for await (const item of items) {
    const result = work(item);
    // Heard of below, when its turn has come.
    result.catch(() => undefined);
    begun.push(result);
    const oldest = begun.length >= ahead ? begun.shift() : undefined;
    if (oldest) yield await oldest;
  }
  for (const result of begun) yield await result;
}
