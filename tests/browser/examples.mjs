// SPDX-License-Identifier: ISC
//
// The example site that scripts/run serves, as a person sees it.
// FRACTAL: its compiled program, SITE: its directory.

import assert from "node:assert/strict";
import path from "node:path";
import { after, before, test } from "node:test";

import { axe, close, open, origin, start, windows } from "./browser.mjs";

before(() => start(`--map=/fractal=${process.env.FRACTAL}`,
	process.env.SITE));
after(close);

test("the first page has its picture, and links that lead somewhere", async () => {
	await open("/", {}, async (page, context) => {
		assert.equal(await page.locator("img").evaluate(
			(img) => img.complete && img.naturalWidth), 480);
		const links = await page.locator("a").evaluateAll(
			(all) => all.map((a) => a.href));
		assert.ok(links.length >= 10);
		for (const href of links) {
			if (!href.startsWith(origin) ||
				/drip|clock/.test(href))
				continue; // these take long
			const response = await context.request.get(href);
			assert.equal(response.status(),
				href.endsWith("teapot") ? 418 : 200, href);
		}
	});
});

test("a redirect shows in the address", async () => {
	await open("/", {}, async (page) => {
		await page.click("text=Redirect");
		assert.equal(page.url(), `${origin}/cgi-bin/hello`);
		assert.match(await page.innerText("body"), /^Hello, 127/);
	});
});

test("the form says thank you, and runs nothing that one types", async () => {
	await open("/cgi-bin/guestbook.py", {}, async (page) => {
		await page.fill("[name=name]", "<b>Zoë</b>");
		await page.fill("[name=words]", "<script>1</script> & ☃");
		await page.click("button");
		assert.equal(await page.innerText("h1"),
			"Thank you, <b>Zoë</b>");
		assert.match(await page.innerText("p"),
			/<script>1<\/script> & ☃/);
	});
});

test("an upload arrives octet by octet", async () => {
	await open("/cgi-bin/upload.py", {}, async (page) => {
		await page.setInputFiles("[name=file]", {
			name: "ö & <b>.bin",
			mimeType: "application/octet-stream",
			buffer: Buffer.from([...Array(300000).keys()]),
		});
		await page.click("button");
		const cells = await page.locator("td").allInnerTexts();
		assert.equal(cells[0], "ö & <b>.bin");
		assert.equal(cells[2], "300,000 octets");
		const { createHash } = await import("node:crypto");
		assert.equal(cells[3], createHash("sha256").update(
			Buffer.from([...Array(300000).keys()])).digest("hex"));
	});
});

test("the live page grows while it is looked at", async () => {
	await open("/", {}, async (page) => {
		await page.goto(`${origin}/cgi-bin/drip`,
			{ waitUntil: "commit" });
		await page.locator("tr").nth(2).waitFor();
		assert.equal(await page.locator("footer").count(), 0);
	});
});

const places = ["/", "/cgi-bin/environment/extra/path?query=string",
	"/cgi-bin/guestbook.py", "/cgi-bin/upload.py", "/files/"];

for (const [name, viewport, colorScheme] of windows)
	test(`${name}: nothing sticks out, axe finds nothing`, async () => {
		for (const where of places)
			await open(where, { viewport, colorScheme,
				bypassCSP: true }, async (page) => {
				assert.ok(await page.evaluate(() =>
					document.documentElement.scrollWidth <=
					document.documentElement.clientWidth),
				where);
				if (process.env.SCREENSHOTS)
					await page.screenshot({ fullPage: true,
						path: path.join(
							process.env.SCREENSHOTS,
							`example-${places.indexOf(
								where)}-` +
							`${name}.png`) });
				assert.deepEqual(await axe(page), [], where);
			});
	});
