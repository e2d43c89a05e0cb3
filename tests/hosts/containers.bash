# SPDX-License-Identifier: ISC
# shellcheck shell=bash
#
# podman on a throw-away machine, without any registry: images are made only of
# what is on this machine.

# Configures podman to need few privileges, all available in a virtual machine.
configure_podman() {
	# The limit applies to a user's processes on the whole machine: other
	# processes of nobody count too.
	local processes
	processes=$(ulimit -Hu)
	[[ $processes != unlimited ]] || processes=-1
	mkdir -p /etc/containers /var/memory/containers
	cat >/etc/containers/containers.conf <<-END
		[containers]
		default_ulimits = ["nofile=1024:4096", "nproc=$processes:$processes"]
		log_driver = "k8s-file"
		[engine]
		cgroup_manager = "cgroupfs"
		events_logger = "none"
		runtime = "crun"
		[network]
		network_backend = "netavark"
	END
	cat >/etc/containers/storage.conf <<-'END'
		[storage]
		driver = "overlay"
		graphroot = "/var/memory/containers/root"
		runroot = "/run/containers/storage"
	END
	printf '{"default": [{"type": "insecureAcceptAnything"}]}\n' \
		>/etc/containers/policy.json
}

# Waits until a container listens. The published port does not tell: podman
# holds it from the beginning.
wait_for_container() { # <name> <podman...>
	is_serving() {
		"${@:2}" logs "$1" 2>&1 | grep -q '^Serving HTTP on '
	}
	wait_until is_serving "$@"
}

# Puts the stripped executable where the Containerfiles look for it, in a
# directory of its own, as contexts are copied.
make_context() {
	CONTEXT=/var/memory/context
	mkdir -p "$CONTEXT/build/units"
	cp "$BUILD_DIR/units/cgihttpd-container" "$CONTEXT/build/units/"
	cp "$SOURCE_DIR"/units/Containerfile* "$CONTEXT"
}

build_scratch_image() {
	make_context
	podman build -q -f "$CONTEXT/Containerfile" -t cgihttpd "$CONTEXT"
}

# This machine's own /usr, mounted in place of a distribution from a registry.
USR=(-v /usr:/usr:ro)
build_scripts_image() {
	local base=/var/memory/base name
	make_context
	mkdir -p "$base"/{usr,etc,tmp,srv/www,var,run,proc,sys,dev}
	for name in bin sbin lib lib64; do
		ln -sfn "usr/$name" "$base/$name"
	done
	grep -E '^(root|nobody):' /etc/passwd >"$base/etc/passwd"
	grep -E '^(root|nogroup):' /etc/group >"$base/etc/group"
	tar -C "$base" -c . | podman import -q - localhost/base
	podman build -q "${USR[@]}" --build-arg BASE=localhost/base \
		-f "$CONTEXT/Containerfile.scripts" -t cgihttpd-scripts "$CONTEXT"
}
