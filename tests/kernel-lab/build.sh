#!/usr/bin/env bash
# Builds the lab that measures the real Linux 7.3 kernel: QEMU with a virtual time in which all CPUs run in parallel, the
# kernel, and a start image with the schedulers of the kernel's tools/sched_ext, all from Debian's packages.
# Usage: build.sh OUT        OUT lies outside the checkout; a second call with the same OUT returns at once
# Needs root on a Debian machine (amd64), the mirror that its apt is set up for, and 6 GB. About half an hour, most of it QEMU.
# A call that was broken off goes on with the stage that was not finished.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
out=${1:?usage: build.sh OUT}
version=7.3.4+deb13-cloud-amd64
schedulers='simple central flatcg pair cpu0 sdt userland qmap'

fail() { echo "build: $*" >&2; exit 1; }
mkdir -p "$out"
out=$(cd "$out" && pwd)
[ -f "$out/complete" ] && { echo "already built: $out"; exit 0; }
case $out/ in "$(cd "$here/../.." && pwd)"/*) fail "$out is inside the checkout; give a folder outside" ;; esac
[ "$(id -u)" = 0 ] || fail 'needs root, for debootstrap and chroot'
exec 9>"$out/lock"
flock 9
[ -f "$out/complete" ] && { echo "already built: $out"; exit 0; }

debian=$out/debian   # a Debian 13 in which everything is built, and whose libraries the result uses
mkdir -p "$out/done"
stage() {   # stage NAME WHAT: runs the function of that name, once
  [ -f "$out/done/$1" ] && return
  echo "$2"
  local status
  set +e   # in a condition, set -e would not hold inside of the function
  (set -e; "$1") > "$out/$1.log" 2>&1
  status=$?
  set -e
  [ $status = 0 ] || fail "$2: failed; the last lines of $out/$1.log:
$(tail -n 5 "$out/$1.log")"
  touch "$out/done/$1"
}
inside() { chroot "$debian" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive "$@"; }
apt_get() { inside apt-get -y -qq --no-install-recommends "$@"; }

base() {
  if ! command -v debootstrap > /dev/null; then
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends debootstrap
  fi
  # The mirror of this machine, whatever it is: a file in deb822 form, or the older one.
  local mirror
  mirror=$(sed -n 's/^URIs: *\([^ ]*\).*/\1/p' /etc/apt/sources.list.d/debian.sources 2> /dev/null | head -n 1 || true)
  [ -n "$mirror" ] || mirror=$(sed -n 's/^deb \(\[[^]]*\] \)\{0,1\}\([^ ]*\/debian\/\{0,1\}\) .*/\2/p' /etc/apt/sources.list 2> /dev/null | head -n 1 || true)
  [ -n "$mirror" ] || { echo 'no Debian mirror in the sources of apt'; return 1; }
  rm -rf "$debian"
  debootstrap --variant=minbase --include=ca-certificates trixie "$debian" "$mirror"
  printf 'deb %s %s main\n' "$mirror" trixie "$mirror" trixie-backports > "$debian/etc/apt/sources.list"
  printf 'deb-src %s trixie main\n' "$mirror" >> "$debian/etc/apt/sources.list"
  # How this machine reaches the mirror.
  cp /etc/resolv.conf "$debian/etc/resolv.conf"
  cp /etc/apt/apt.conf.d/*proxy* "$debian/etc/apt/apt.conf.d/" 2> /dev/null || true
  apt_get update
  apt_get install gcc libc6-dev dpkg-dev meson ninja-build python3-venv python3-setuptools python3-packaging pkgconf \
    flex bison libglib2.0-dev zlib1g-dev libpixman-1-dev qemu-system-data seabios \
    clang-19 bpftool binutils zstd xz-utils libelf-dev libzstd-dev busybox-static cpio
}

qemu() {
  rm -rf "$debian/lab/qemu"
  mkdir -p "$debian/lab"
  inside sh -c 'cd /lab && rm -f qemu_* && apt-get source -qq qemu/trixie && mv qemu-*/ qemu'
  python3 "$here/qemu-edits.py" "$debian/lab/qemu"
  inside sh -c 'mkdir -p /lab/qemu/b && cd /lab/qemu/b && ../configure --target-list=x86_64-softmmu --without-default-features \
    --enable-tcg --enable-system --disable-docs --disable-tools --disable-user --disable-fdt --disable-download &&
    ninja qemu-system-x86_64'
  cp "$debian/lab/qemu/b/qemu-system-x86_64" "$out/qemu-system-x86_64"
  rm -rf "$debian/lab/qemu"
}

kernel() {
  inside sh -c "mkdir -p /lab/kernel && cd /lab/kernel && rm -rf ./* && apt-get download -qq linux-source-7.3 linux-binary-$version &&
    for package in *.deb; do dpkg-deb -x \$package .; done"
  # Debian puts the image under usr/lib/modules; found by name, so that another place does as well.
  local image
  image=$(find "$debian/lab/kernel" -name 'vmlinuz*' -type f | head -n 1)
  [ -n "$image" ] || { echo "no vmlinuz in linux-binary-$version"; return 1; }
  cp "$image" "$out/vmlinuz"
  inside tar -xJf /lab/kernel/usr/src/linux-source-7.3.tar.xz -C /lab/kernel --strip-components=1 --wildcards \
    '*/tools/sched_ext/*' '*/tools/lib/bpf/*' '*/tools/include/*' '*/tools/arch/x86/include/*' '*/scripts/bpf_doc.py' \
    '*/include/uapi/linux/bpf.h'
}

# Type information of the kernel, out of its compressed image.
types() {
  python3 - "$out/vmlinuz" "$debian/lab/kernel/payload.zst" << 'PY'
import struct, sys
image = open(sys.argv[1], "rb").read()
setup = ((image[0x1F1] or 4) + 1) * 512
offset, length = struct.unpack_from("<II", image, 0x248)
open(sys.argv[2], "wb").write(image[setup + offset : setup + offset + length - 4])  # then follows the unpacked size
PY
  inside sh -c 'cd /lab/kernel && zstd -qdf payload.zst -o vmlinux && objcopy --dump-section .BTF=vmlinux.btf vmlinux /dev/null &&
    mkdir -p gen/bpf && bpftool btf dump file vmlinux.btf format c > gen/vmlinux.h && cp tools/lib/bpf/*.h gen/bpf/ &&
    python3 scripts/bpf_doc.py --header --file tools/include/uapi/linux/bpf.h > gen/bpf/bpf_helper_defs.h'
}

# The loaders, each with its scheduler inside, and the starter.
programs() {
  cp "$here/starter.c" "$debian/lab/starter.c"
  inside sh -ec '
    cd /lab/kernel
    mkdir -p lib programs
    for source in tools/lib/bpf/*.c; do
      gcc -O1 -w -D_GNU_SOURCE -D_LARGEFILE64_SOURCE -D_FILE_OFFSET_BITS=64 -Itools/include -Itools/include/uapi \
        -Itools/lib/bpf -c "$source" -o "lib/$(basename "$source" .c).o"
    done
    rm -f lib/libbpf.a
    ar rcs lib/libbpf.a lib/*.o
    scx=tools/sched_ext
    for name in $1; do
      clang-19 -g -O2 -target bpf -mcpu=v3 -mlittle-endian -D__TARGET_ARCH_x86 -fms-extensions -w -Igen \
        -Itools/include/uapi -Itools/include -I$scx -I$scx/include -I$scx/include/bpf-compat \
        -c $scx/scx_$name.bpf.c -o gen/scx_$name.bpf.o
      bpftool gen object gen/scx_$name.linked.o gen/scx_$name.bpf.o
      bpftool gen skeleton gen/scx_$name.linked.o name scx_$name > gen/scx_$name.bpf.skel.h
      gcc -O1 -w -D_GNU_SOURCE -Igen -I$scx -I$scx/include -Itools/include/uapi -Itools/include -Igen/bpf -o programs/scx_$name \
        $scx/scx_$name.c lib/libbpf.a -lelf -lz -lzstd -lpthread
    done
    gcc -O1 -Wall -static -o programs/init /lab/starter.c' sh "$schedulers"
}

image() {
  inside sh -ec '
    rm -rf /lab/image
    mkdir -p /lab/image/bin /lab/image/lib64
    cd /lab/image
    mkdir -p dev proc sys cgroup tmp
    cp /lab/kernel/programs/init init
    cp /lab/kernel/programs/scx_* bin/
    cp /usr/bin/busybox bin/
    ln -s busybox bin/sh
    for library in $(ldd bin/scx_* | sed -n "s/.*=> \(\/[^ ]*\) .*/\1/p" | sort -u); do
      mkdir -p ".$(dirname "$library")"
      cp "$library" ".$library"
    done
    cp /lib64/ld-linux-x86-64.so.2 lib64/
    find . | cpio -o -H newc --quiet -R 0:0 | gzip -9 > /lab/image.cpio.gz'
  cp "$debian/lab/image.cpio.gz" "$out/image.cpio.gz"
}

stage base 'Debian 13 in a folder, with compilers'
stage qemu 'QEMU from its source, with the edits of qemu-edits.py'
stage kernel "Linux $version and the sources of its tools"
stage types 'types of the kernel'
stage programs 'schedulers and starter'
stage image 'start image'
touch "$out/complete"
echo "built: $out"
