// Stories whose chapters run in order.
import { join } from "node:path";
import { test } from "node:test";
import { artefacts } from "./product.mjs";

// One that fails ends its story: those after it would only wait for what does not come. Of the pages a picture is kept then; each
// chapter is told on the first of them.
export function story(name, pages) {
  let broken = false;
  return (title, tell) =>
    test(title, async (context) => {
      if (broken) return context.skip("a chapter before failed");
      broken = true;
      await tell(pages()[0]).catch(async (error) => {
        for (const [at, page] of pages().entries()) await page?.screenshot({ path: join(artefacts, `failed-${name}-${at}.png`) });
        throw error;
      });
      broken = false;
    });
}
