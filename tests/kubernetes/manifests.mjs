// SPDX-License-Identifier: ISC
//
// Checks the files in units/kubernetes as a cluster would: every field is in
// the published schemas of Kubernetes and Knative and has an allowed value, the
// parts find each other, and pods are as restricted as Pod Security can demand.
// CGIHTTPD: the executable.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const modules = await Promise.all([
	import("node:test"), import("typescript"), import("yaml"),
	import("kubernetes-models/apps/v1"),
	import("kubernetes-models/autoscaling/v2"),
	import("kubernetes-models/v1"),
	import("@kubernetes-models/knative/serving.knative.dev/v1"),
]).catch(() => {
	console.log("1..0 # SKIP no modules: scripts/test --hosts has npm " +
		"install them");
	process.exit(0);
});
const [{ test }, { default: ts }, yaml] = modules;

// The package with the models of an apiVersion, and their names.
const published = {
	"apps/v1": ["kubernetes-models/apps/v1", modules[3]],
	"autoscaling/v2": ["kubernetes-models/autoscaling/v2", modules[4]],
	"v1": ["kubernetes-models/v1", modules[5]],
	"serving.knative.dev/v1":
		["@kubernetes-models/knative/serving.knative.dev/v1", modules[6]],
};

const here = path.dirname(fileURLToPath(import.meta.url));
const folder = path.join(here, "../../units/kubernetes");

function read(name) {
	const text = fs.readFileSync(path.join(folder, name), "utf8");
	return yaml.parse(text, { strict: true, uniqueKeys: true });
}

const names = fs.readdirSync(folder).sort();
const objects = new Map(names.map((name) => [name, read(name)]));
const kustomization = objects.get("kustomization.yaml");
objects.delete("kustomization.yaml");

// Checks types and patterns by the models generated from the schemas, which let
// unknown fields pass.
function validate(object) {
	const [, models] = published[object.apiVersion];
	const { apiVersion, kind, ...rest } = object;
	const model = new models[kind](rest);
	assert.equal(model.apiVersion, apiVersion);
	model.validate();
}

// Checks against the same schemas as types of TypeScript, which let no unknown
// field pass. Returns the compiler's output.
function compile(object) {
	const [module] = published[object.apiVersion];
	const file = path.join(here, "object.ts");
	const source = `import type { I${object.kind} } from "${module}";\n` +
		`export const object: I${object.kind} = ${JSON.stringify(object)};\n`;
	const options = {
		strict: true, noEmit: true, skipLibCheck: true, types: [],
		module: ts.ModuleKind.CommonJS,
		moduleResolution: ts.ModuleResolutionKind.Node10,
	};
	const host = ts.createCompilerHost(options);
	const { getSourceFile, fileExists } = host;
	host.fileExists = (name) => name === file || fileExists(name);
	host.getSourceFile = (name, version) => name === file
		? ts.createSourceFile(name, source, version)
		: getSourceFile(name, version);
	const program = ts.createProgram([file], options, host);
	return ts.getPreEmitDiagnostics(program)
		.map((d) => ts.flattenDiagnosticMessageText(d.messageText, "\n"));
}

function podOf(object) {
	return object.spec.template.spec;
}

const withPods = ["deployment.yaml", "knative-service.yaml"];

for (const [name, object] of objects)
	test(`${name} is what the schema of ${object.kind} wants`, () => {
		validate(object);
		assert.deepEqual(compile(object), []);
	});

test("control: a field that no schema has, and a value that none allows", () => {
	const unknown = structuredClone(objects.get("deployment.yaml"));
	podOf(unknown).containers[0].securityContext.readOnlyRoot = true;
	assert.match(compile(unknown).join(), /readOnlyRoot/);
	const wrong = structuredClone(objects.get("deployment.yaml"));
	podOf(wrong).containers[0].ports[0].containerPort = "http";
	assert.throws(() => validate(wrong), /containerPort/);
	const knative = structuredClone(objects.get("knative-service.yaml"));
	podOf(knative).containerConcurrent = 1;
	assert.match(compile(knative).join(), /containerConcurrent/);
	assert.throws(() => execFileSync(process.env.CGIHTTPD,
		["--no-such-option", "--version"], { stdio: "ignore" }));
});

// https://kubernetes.io/docs/concepts/security/pod-security-standards/
for (const name of withPods)
	test(`${name}: Pod Security's profile "restricted", and more`, () => {
		const pod = podOf(objects.get(name));
		for (const field of ["hostNetwork", "hostPID", "hostIPC"])
			assert.ok(!pod[field], field);
		for (const volume of pod.volumes)
			assert.ok(volume.emptyDir.sizeLimit, volume.name);
		assert.equal(pod.automountServiceAccountToken, false);
		for (const container of pod.containers) {
			const own = container.securityContext;
			const all = { ...pod.securityContext, ...own };
			assert.equal(all.runAsNonRoot, true);
			assert.ok(all.runAsUser > 0);
			assert.ok(all.runAsGroup > 0);
			assert.deepEqual(all.seccompProfile,
				{ type: "RuntimeDefault" });
			assert.deepEqual(own.capabilities, { drop: ["ALL"] });
			assert.equal(own.allowPrivilegeEscalation, false);
			assert.equal(own.readOnlyRootFilesystem, true);
			assert.ok(!own.privileged);
			assert.ok(container.ports.every((port) => !port.hostPort));
		}
	});

for (const name of withPods)
	test(`${name}: requests and limits, probes, and room for /tmp`, () => {
		const pod = podOf(objects.get(name));
		const [container] = pod.containers;
		for (const resource of ["cpu", "memory"]) {
			assert.ok(container.resources.requests[resource]);
			assert.ok(container.resources.limits[resource]);
		}
		assert.ok(container.readinessProbe.httpGet);
		assert.deepEqual(
			container.volumeMounts.map((mount) => mount.mountPath),
			["/tmp"]);
	});

for (const name of withPods)
	test(`${name}: the server takes the arguments`, () => {
		const [{ args }] = podOf(objects.get(name)).containers;
		execFileSync(process.env.CGIHTTPD, [...args, "--version"]);
	});

test("the grace of the server ends before that of the pod", () => {
	const pod = podOf(objects.get("deployment.yaml"));
	const [container] = pod.containers;
	const grace = container.args.join("\n").match(/^--grace=(\d+)$/m)[1];
	assert.ok(container.lifecycle.preStop.sleep.seconds + Number(grace) <
		pod.terminationGracePeriodSeconds);
});

test("the parts find each other", () => {
	const deployment = objects.get("deployment.yaml");
	const service = objects.get("service.yaml");
	const target = objects.get("autoscaler.yaml").spec.scaleTargetRef;
	const { labels } = deployment.spec.template.metadata;
	const [container] = podOf(deployment).containers;
	const { port } = container.readinessProbe.httpGet;
	assert.deepEqual(deployment.spec.selector.matchLabels, labels);
	assert.deepEqual(service.spec.selector, labels);
	assert.deepEqual(
		[target.apiVersion, target.kind, target.name],
		[deployment.apiVersion, deployment.kind, deployment.metadata.name]);
	assert.ok(container.ports.some((known) => known.name === port));
	assert.equal(service.spec.ports[0].targetPort, port);
	assert.equal(container.livenessProbe.tcpSocket.port, port);
	assert.deepEqual(container.env, [{ name: "PORT",
		value: String(container.ports[0].containerPort) }]);
});

test("the kustomization names all but Knative's, and the image", () => {
	assert.equal(kustomization.apiVersion, "kustomize.config.k8s.io/v1beta1");
	assert.equal(kustomization.kind, "Kustomization");
	assert.deepEqual([...kustomization.resources].sort(), [...objects.keys()]
		.filter((name) => name !== "knative-service.yaml"));
	const [image] = kustomization.images;
	assert.equal(podOf(objects.get("deployment.yaml")).containers[0].image,
		image.name);
	assert.match(image.newTag, /^(?!latest)./);
});

test("Knative says where to listen: no argument does", () => {
	const [container] = podOf(objects.get("knative-service.yaml")).containers;
	assert.ok(!container.env);
	assert.ok(!container.args.some((word) => /^(-l|--listen)/.test(word)));
});
