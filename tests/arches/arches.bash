# SPDX-License-Identifier: ISC
# shellcheck shell=bash
#
# The architectures, by Debian's names. To be sourced with $arch set. It sets
#
#   triplet    in names of directories; prefix: of the cross compiler
#   cpu        meson's name of the CPU; endian: its byte order
#   kernel     Debian's package; kernel_words: arguments of the kernel
#   emulator   the command, with the arguments that choose the machine
#   console    the kernel's name of the console
#   userland   the release of everything but the kernel
#
# shellcheck disable=SC2034

endian=little
kernel_words=''
case ${arch:?} in
amd64)
	triplet=x86_64-linux-gnu cpu=x86_64
	kernel=linux-image-cloud-amd64 console=ttyS0
	emulator=(qemu-system-x86_64 -cpu max)
	# On a busy host timer ticks are late.
	kernel_words=no_timer_check
	;;
i386)
	triplet=i386-linux-gnu cpu=x86
	kernel=linux-image-686 console=ttyS0
	emulator=(qemu-system-i386 -cpu max)
	kernel_words=no_timer_check
	;;
arm64)
	triplet=aarch64-linux-gnu cpu=aarch64
	kernel=linux-image-cloud-arm64 console=ttyAMA0
	emulator=(qemu-system-aarch64 -M virt -cpu "max,pauth-impdef=on")
	;;
armhf)
	triplet=arm-linux-gnueabihf cpu=arm
	kernel=linux-image-armmp console=ttyAMA0
	emulator=(qemu-system-arm -M virt)
	;;
riscv64)
	triplet=riscv64-linux-gnu cpu=riscv64
	kernel=linux-image-riscv64 console=ttyS0
	emulator=(qemu-system-riscv64 -M virt)
	;;
s390x)
	triplet=s390x-linux-gnu cpu=s390x endian=big
	kernel=linux-image-s390x console=ttysclp0
	emulator=(qemu-system-s390x -M s390-ccw-virtio -cpu max)
	;;
*)
	printf 'no such architecture: %s\n' "$arch" >&2
	exit 2
	;;
esac
# Debian's cross compiler and the directories have different names.
prefix=${triplet/#i386/i686}

# Userland is that of Debian 12, or this machine's own; the kernel can be of any
# release. Debian has had riscv64 since 13.
case $arch in
"$(dpkg --print-architecture)")
	# shellcheck disable=SC1091
	userland=$(. /etc/os-release && echo "$VERSION_CODENAME")
	;;
riscv64) userland=forky ;;
*) userland=bookworm ;;
esac
