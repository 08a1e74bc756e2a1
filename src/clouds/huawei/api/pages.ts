import type { HuaweiClient } from "./client";

/** One page of a list of IAM v5. */
export interface HuaweiPage {
  page_info?: { next_marker?: string };
}

const PAGE_SIZE = 100;

/** Goes through a list of IAM v5, page by page, until something is found. */
export async function findInPages<Page extends HuaweiPage, Item>(
  client: HuaweiClient,
  path: string,
  find: (page: Page) => Item | undefined,
  query: Readonly<Record<string, string>> = {},
): Promise<Item | undefined> {
  let marker: string | undefined;
  do {
    const page: Page = await client.request<Page>({
      service: "iam",
      method: "GET",
      path,
      query: { ...query, limit: String(PAGE_SIZE), ...(marker === undefined ? {} : { marker }) },
    });
    const found = find(page);
    if (found !== undefined) return found;
    marker = page.page_info?.next_marker;
  } while (marker !== undefined && marker !== "");
  return undefined;
}
