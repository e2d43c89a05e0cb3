// SPDX-License-Identifier: ISC
//
// The listing in a real browser: every link leads to its file; the listing
// works with the keyboard and without scripts, on a phone and in dark mode.

import assert from "node:assert/strict";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";

import { axe, close, open, origin, start, windows } from "./browser.mjs";

// Names, as octets, that the server or the browser could get wrong.
const names = [
	"plain.txt", "space in it", " before and after ", "two  spaces",
	'quote".txt', "apostrophe'.txt", "<b>less", "amp&amp;", "per%41cent",
	"hash#1", "question?x=1", "col:on", "http:", "javascript:alert(1)",
	"semi;colon", "plus+plus", "back\\slash", "new\nline", "tab\there",
	"\x01\x7f", "-dash", "~tilde", "ünï.txt", "☃ snow.md", "שלום.txt",
	"\u202egpj.exe", "日本語", "{brace}", "[1]", "|", "^", "`", "%",
	"x".repeat(255),
].map((name) => Buffer.from(name)).concat([
	Buffer.from([0x69, 0xff, 0xfe]), Buffer.from([0xed, 0xa0, 0x80]),
]);

let root;

function page(name, content) {
	const at = path.join(root, name);
	fs.mkdirSync(path.dirname(at), { recursive: true });
	fs.writeFileSync(at, content);
}

function makeRoot() {
	root = fs.mkdtempSync(path.join(os.tmpdir(), "cgihttpd-browser-"));
	fs.chmodSync(root, 0o755); // started by root the server becomes nobody
	const nasty = path.join(root, "nasty");
	fs.mkdirSync(nasty);
	for (const name of names)
		fs.writeFileSync(
			Buffer.concat([Buffer.from(`${nasty}/`), name]), name);
	page("favicon.ico", ""); // browsers ask for it, listings do not let them
	page("site/HEADER", "Everything that was handed out at the meeting.\n");
	page("site/README.md", "# Notes\n\n<b>not bold</b> & so on\n\n" +
		"A line that is long enough to be wrapped, on a phone anyway, " +
		"and in most other windows as well: they are rarely so wide.\n");
	page("site/talks/slides.pdf", Buffer.alloc(1536 * 1024));
	page("site/a-name-that-goes-on-and-on-".padEnd(120, "and-on-") + ".txt",
		"long");
	page("site/agenda.txt", "agenda");
	page("site/Minutes 2024.txt", Buffer.alloc(20000));
	page("site/photo.jpg", Buffer.alloc(3 << 20));
	page("site/צילום.jpg", Buffer.alloc(2 << 20));
	fs.symlinkSync("agenda.txt", path.join(root, "site/latest"));
	const days = ["2024-05-01", "2023-01-31", "2025-12-24"];
	["agenda.txt", "photo.jpg", "talks"].forEach((name, i) =>
		fs.utimesSync(path.join(root, "site", name),
			new Date(days[i]), new Date(days[i])));
}

before(async () => {
	makeRoot();
	await start(root);
});

after(async () => {
	await close();
	fs.rmSync(root, { recursive: true, force: true });
});

const links = (page) => page.locator("li a").evaluateAll((all) =>
	all.map((a) => ({ href: a.href, text: a.textContent })));
const texts = async (page) => (await links(page)).map(({ text }) => text);

test("every link leads to its file, whatever its name", async () => {
	await open("/nasty/", {}, async (page, context) => {
		const found = await links(page);
		assert.equal(found.length, names.length);
		const contents = new Set();
		for (const { href } of found) {
			assert.ok(href.startsWith(`${origin}/nasty/`), href);
			const response = await context.request.get(href);
			assert.equal(response.status(), 200, href);
			contents.add((await response.body()).toString("latin1"));
		}
		assert.deepEqual([...contents].sort(),
			names.map((name) => name.toString("latin1")).sort());
	});
});

test("names look as they are", async () => {
	await open("/nasty/", {}, async (page) => {
		const shown = await texts(page);
		for (const name of ['quote".txt', "<b>less", "amp&amp;",
			"two  spaces", "ünï.txt", "שלום.txt", "new␊line"])
			assert.ok(shown.includes(name), name);
		assert.ok(!(await page.content()).includes("<b>less"));
	});
});

test("a name from right to left does not turn what is beside it", async () => {
	await open("/nasty/", {}, async (page) => {
		const row = page.locator("li", { hasText: "gpj.exe" });
		const [name, date] = await Promise.all(["a", "time"].map(
			(part) => row.locator(part).boundingBox()));
		assert.ok(name.x + name.width <= date.x);
		assert.match(await row.locator("time").innerText(), /^20\d\d-/);
	});
});

test("one walks down and up again", async () => {
	await open("/", {}, async (page) => {
		assert.equal(await page.title(), "Directory listing for /");
		await page.click("text=site/");
		assert.equal(await page.title(), "Directory listing for /site/");
		await page.click("text=talks/");
		await page.click("text=Parent directory");
		assert.equal(page.url(), `${origin}/site/`);
		await page.click("text=agenda.txt");
		assert.equal(page.url(), `${origin}/site/agenda.txt`);
		assert.equal(await page.innerText("body"), "agenda");
	});
});

test("the keyboard sorts, and a second time the other way round", async () => {
	await open("/site/", {}, async (page) => {
		const press = async (name) => {
			await page.getByRole("link", { name }).focus();
			await Promise.all([page.waitForNavigation(),
				page.keyboard.press("Enter")]);
			assert.match(await page.innerText("[aria-current]"),
				new RegExp(`^${name}`));
			return texts(page);
		};
		const up = await press("Date");
		assert.equal(up.indexOf("photo.jpg") < up.indexOf("agenda.txt"),
			true);
		const down = await press("Date");
		assert.equal(down.indexOf("agenda.txt") <
			down.indexOf("photo.jpg"), true);
		const sizes = await press("Size");
		assert.equal(sizes[0], "talks/");
		assert.equal(sizes.at(-1), "photo.jpg");
	});
});

test("the first key reaches a link, and one sees which", async () => {
	await open("/site/", {}, async (page) => {
		await page.keyboard.press("Tab");
		const focused = page.locator(":focus-visible");
		assert.equal(await focused.innerText(), "Parent directory");
		assert.notEqual(await focused.evaluate(
			(a) => getComputedStyle(a).outlineStyle), "none");
	});
});

test("no script is needed", async () => {
	await open("/site/", { javaScriptEnabled: false }, async (page) => {
		assert.ok(await page.locator("li a").count() > 5);
		assert.equal(await page.locator("script").count(), 0);
	});
});

test("HEADER and README are shown as plain text", async () => {
	await open("/site/", {}, async (page) => {
		const all = await page.locator("pre").allInnerTexts();
		assert.match(all[0], /^Everything/);
		assert.match(all[1], /<b>not bold<\/b> & so on/);
		assert.equal(await page.locator("pre *").count(), 0);
	});
});

for (const [name, viewport, colorScheme] of windows) {
	test(`${name}: nothing sticks out`, async () => {
		for (const where of ["/site/", "/nasty/"])
			await open(where, { viewport, colorScheme }, async (page) => {
				assert.ok(await page.evaluate(() =>
					document.documentElement.scrollWidth <=
					document.documentElement.clientWidth));
				for (const link of await page.locator("a").all())
					assert.ok((await link.boundingBox())
						.height >= 24);
				if (process.env.SCREENSHOTS)
					await page.screenshot({ fullPage: true,
						path: path.join(
							process.env.SCREENSHOTS,
							`${path.basename(where)}` +
							`-${name}.png`) });
			});
	});

	test(`${name}: axe finds nothing serious`, async () => {
		for (const where of ["/", "/site/", "/nasty/"])
			await open(where, { viewport, colorScheme,
				bypassCSP: true }, async (page) => {
				assert.deepEqual(await axe(page), []);
			});
	});
}
