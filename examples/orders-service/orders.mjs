/** The orders of one place, in memory: what a real service would have in its database. */
export function createOrders() {
  const orders = new Map(
    [
      { id: "1001", customer: "Ada L.", items: ["tea, 250 g", "kettle"], total: 64.9, refunded: 0 },
      { id: "1002", customer: "Grace H.", items: ["coffee, 1 kg"], total: 23.5, refunded: 0 },
      { id: "1003", customer: "Alan T.", items: ["apples", "bicycle bell"], total: 18.2, refunded: 0 },
    ].map((order) => [order.id, order]),
  );
  return {
    list: () => [...orders.values()],
    /** Gives the order with the refund on it, or null if there is no such order or not that much left of it. */
    refund(id, amount) {
      const order = orders.get(id);
      if (!order || !(amount > 0) || order.refunded + amount > order.total) return null;
      order.refunded = Math.round((order.refunded + amount) * 100) / 100;
      return order;
    },
  };
}
