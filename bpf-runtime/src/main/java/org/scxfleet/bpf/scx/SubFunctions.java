package org.scxfleet.bpf.scx;

import org.scxfleet.bpf.code.Machine;
import org.scxfleet.bpf.kernel.ArenaMasks;
import org.scxfleet.bpf.kernel.HostEnvironment;
import org.scxfleet.cid.CidMask;
import org.scxfleet.ops.ExtKernel;
import org.scxfleet.ops.OpsContext.Group;
import org.scxfleet.ops.Scx;

/**
 * What a scheduler says to its sub-schedulers. Only root schedulers can be attached here, so no
 * cgroup has one: every function answers what the kernel answers then, and the root itself holds
 * every capability on every cid.
 */
final class SubFunctions {
    /** All capabilities that there are. */
    private static final long ALL_CAPS = 15;

    private SubFunctions() {}

    static void addTo(ScxTable table) {
        table.add(
                Group.DISPATCH,
                0,
                "bool scx_bpf_sub_dispatch(u64 cgroup_id)",
                (m, kernel, cgroup, b, c, d, e) -> 0);
        table.add(
                Group.ANY,
                Scx.ENODEV,
                "s32 scx_bpf_sub_grant(u64 cgroup_id, u64 caps, struct scx_cmask *cmask__arena,"
                        + " struct scx_cmask *denied_out__arena__nullable)",
                SubFunctions::noChild);
        table.add(
                Group.ANY,
                0,
                "void scx_bpf_sub_revoke(u64 cgroup_id, u64 caps,"
                        + " struct scx_cmask *cmask__arena)",
                SubFunctions::noChild);
        table.add(
                Group.ANY,
                Scx.ENODEV,
                "s32 scx_bpf_sub_kill_bstr(u64 cgroup_id, char *fmt, u64 *data, u32 data__sz)",
                SubFunctions::noChild);
        table.add(
                Group.ANY,
                Scx.ENODEV,
                "s32 scx_bpf_sub_caps(u64 cgroup_id, u64 caps, struct scx_cmask *out__arena)",
                SubFunctions::capabilities);
    }

    private static boolean isCidForm(Machine m, ExtKernel.All kernel) {
        if (HostEnvironment.of(m).masks() == null) {
            kernel.fault("sub-cap kfuncs require a cid-form scheduler");
            return false;
        }
        return true;
    }

    private static long noChild(
            Machine m, ExtKernel.All kernel, long cgroup, long caps, long c, long d, long e) {
        return isCidForm(m, kernel) ? Scx.ENODEV : Scx.EOPNOTSUPP;
    }

    private static long capabilities(
            Machine m, ExtKernel.All kernel, long cgroup, long caps, long out, long d, long e) {
        ArenaMasks masks = HostEnvironment.of(m).masks();
        if (masks == null) {
            return noChild(m, kernel, cgroup, caps, out, d, e);
        }
        if ((caps & ~ALL_CAPS) != 0) {
            kernel.fault("invalid caps 0x" + Long.toHexString(caps));
            return Scx.EINVAL;
        }
        if (cgroup != 0) {
            return Scx.ENODEV;
        }
        if (kernel.onlineCids() == null) {
            kernel.fault("scx_bpf_sub_caps() called before caps storage is initialized");
            return Scx.ENODEV;
        }
        CidMask held = masks.window(out);
        if (held == null) {
            kernel.fault("invalid out (" + Scx.EINVAL + ")");
            return Scx.EINVAL;
        }
        if (caps != 0) {
            held.fill();
        }
        masks.putBits(out, held);
        return 0;
    }
}
