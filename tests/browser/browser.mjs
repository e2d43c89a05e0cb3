// SPDX-License-Identifier: ISC
//
// Shared by the tests in a browser: a server, a headless Chromium, windows.
// CGIHTTPD: the executable; SCREENSHOTS: a directory for screenshots, if set.

import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import readline from "node:readline";

import { chromium } from "playwright-core";

const axePath = createRequire(import.meta.url).resolve("axe-core/axe.min.js");

export let origin;
let server, browser;

// Starts the server with these arguments, and the browser.
export async function start(...words) {
	server = spawn(process.env.CGIHTTPD,
		["--log=none", "--listen", "127.0.0.1:0", ...words],
		{ stdio: ["ignore", "pipe", "inherit"] });
	const [line] = await once(
		readline.createInterface(server.stdout), "line");
	origin = /\((http:\S+?)\/\)/.exec(line)[1];
	browser = await chromium.launch({
		executablePath: execFileSync("which", ["chromium"],
			{ encoding: "utf8" }).trim(),
		args: ["--no-sandbox", "--disable-gpu", "--disable-quic",
			"--no-first-run", "--disable-background-networking",
			"--disable-component-update", "--disable-sync"],
	});
}

export async function close() {
	await browser?.close();
	server?.kill();
}

// Opens a path in a window of its own; any complaint of the browser is a
// failure.
export async function open(where, options, look) {
	const context = await browser.newContext(options);
	const page = await context.newPage();
	const objections = [];
	page.on("console", (message) => objections.push(message.text()));
	page.on("pageerror", (error) => objections.push(String(error)));
	await page.goto(origin + where);
	try {
		await look(page, context);
	} finally {
		await context.close();
	}
	assert.deepEqual(objections, []);
}

export const windows = [
	["wide", { width: 1280, height: 900 }, "light"],
	["wide-dark", { width: 1280, height: 900 }, "dark"],
	["phone", { width: 360, height: 740 }, "light"],
	["phone-dark", { width: 360, height: 740 }, "dark"],
];

// Returns the barriers that axe finds on the page.
export async function axe(page) {
	await page.addScriptTag({ path: axePath });
	const { violations } = await page.evaluate(() => window.axe.run());
	return violations.filter(({ impact }) =>
		impact === "serious" || impact === "critical");
}
