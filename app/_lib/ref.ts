/** Of a page whose address ends in the reference of a service, as /services/[...ref]. */
export interface RefProps {
  params: Promise<{ ref: string[] }>;
}

/** The reference that the address names, as "shop/orders/orders-api". What cannot be decoded does not come this far. */
export async function refOf(params: RefProps["params"]): Promise<string> {
  return (await params).ref.map(decodeURIComponent).join("/");
}
