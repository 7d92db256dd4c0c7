package org.scxfleet.bpf.scx;

import static org.scxfleet.bpf.scx.ScxTable.memory;
import static org.scxfleet.bpf.scx.ScxTable.task;

import org.jspecify.annotations.Nullable;
import org.scxfleet.bpf.code.Machine;
import org.scxfleet.bpf.kernel.ArenaMasks;
import org.scxfleet.bpf.kernel.HostEnvironment;
import org.scxfleet.bpf.kernel.KernelTypes;
import org.scxfleet.bpf.memory.AddressSpace;
import org.scxfleet.cid.CidMask;
import org.scxfleet.cid.CidTopology;
import org.scxfleet.ops.ExtKernel;
import org.scxfleet.ops.OpsContext.Group;
import org.scxfleet.ops.Scx;
import org.scxfleet.task.Task;

/** The functions over cids. Programs of the cpu form may call them too. */
final class CidFunctions {
    private static final int TOPOLOGY_BYTES = KernelTypes.sizeBytes("scx_cid_topo");

    private CidFunctions() {}

    static void addTo(ScxTable table) {
        addNumbers(table);
        addPerformance(table);
        table.add(
                Group.ANY,
                0,
                "void scx_bpf_kick_cid(s32 cid, u64 flags)",
                (m, kernel, cid, flags, c, d, e) -> {
                    kernel.kickCid((int) cid, flags);
                    return 0;
                });
        table.add(
                Group.ANY,
                0,
                "struct task_struct *scx_bpf_cid_curr(s32 cid)",
                (m, kernel, cid, b, c, d, e) -> {
                    int cpu = kernel.cidToCpu((int) cid);
                    return cpu < 0 ? 0 : memory(m).currentTask(cpu);
                });
        table.add(Group.ANY, 0, "void *scx_bpf_online_cmask(void)", CidFunctions::online);
        table.add(
                Group.ANY,
                0,
                "void scx_bpf_cid_topo(s32 cid, struct scx_cid_topo *out, u64 out__sz)",
                CidFunctions::topology);
        table.addSleeping(
                Group.INIT_CIDS,
                0,
                "void scx_bpf_cid_override(s32 *cpu_to_cid__arena, u32 cpu_to_cid_cnt,"
                        + " s32 *shard_start__arena, u32 shard_start_cnt)",
                CidFunctions::override);
    }

    private static void addNumbers(ScxTable table) {
        table.add(
                Group.ANY,
                1,
                "u32 scx_bpf_nr_cids(void)",
                (m, kernel, a, b, c, d, e) -> kernel.cidCount());
        table.add(
                Group.ANY,
                1,
                "u32 scx_bpf_nr_online_cids(void)",
                (m, kernel, a, b, c, d, e) -> kernel.onlineCidCount());
        table.add(
                Group.ANY,
                Scx.EINVAL,
                "s32 scx_bpf_cid_to_cpu(s32 cid)",
                (m, kernel, cid, b, c, d, e) -> kernel.cidToCpu((int) cid));
        table.add(
                Group.ANY,
                Scx.EINVAL,
                "s32 scx_bpf_cpu_to_cid(s32 cpu)",
                (m, kernel, cpu, b, c, d, e) -> kernel.cpuToCid((int) cpu));
        table.add(
                Group.ANY,
                Scx.EINVAL,
                "s32 scx_bpf_this_cid(void)",
                (m, kernel, a, b, c, d, e) -> kernel.thisCid());
        table.add(
                Group.ANY,
                Scx.EINVAL,
                "s32 scx_bpf_task_cid(struct task_struct *p)",
                (m, kernel, p, b, c, d, e) -> {
                    Task task = task(m, kernel, p);
                    return task == null ? Scx.EINVAL : kernel.taskCid(task);
                });
    }

    private static void addPerformance(ScxTable table) {
        table.add(
                Group.ANY,
                Scx.CPUPERF_ONE,
                "u32 scx_bpf_cidperf_cap(s32 cid)",
                (m, kernel, cid, b, c, d, e) -> kernel.cidPerfCapacity((int) cid));
        table.add(
                Group.ANY,
                Scx.CPUPERF_ONE,
                "u32 scx_bpf_cidperf_cur(s32 cid)",
                (m, kernel, cid, b, c, d, e) -> kernel.cidPerfCurrent((int) cid));
        table.add(
                Group.ANY,
                Scx.ENODEV,
                "s32 scx_bpf_cidperf_set(s32 cid, u32 perf)",
                (m, kernel, cid, perf, c, d, e) -> kernel.cidPerfSet((int) cid, (int) perf));
    }

    private static long online(
            Machine m, ExtKernel.All kernel, long a, long b, long c, long d, long e) {
        ArenaMasks masks = HostEnvironment.of(m).masks();
        @Nullable CidMask online = kernel.onlineCids();
        return masks == null || online == null ? 0 : masks.putOnline(online);
    }

    private static long topology(
            Machine m, ExtKernel.All kernel, long cid, long out, long size, long d, long e) {
        CidTopology place = kernel.cidTopology((int) cid);
        int[] fields = {
            place.coreCid(),
            place.coreIndex(),
            place.llcCid(),
            place.llcIndex(),
            place.nodeCid(),
            place.nodeIndex(),
            place.shardCid(),
            place.shardIndex()
        };
        AddressSpace memory = m.memory();
        for (long at = 0; at < size; at++) {
            int field = at < TOPOLOGY_BYTES ? fields[(int) at / Integer.BYTES] : -1;
            memory.store8(out + at, (byte) (field >> (8 * (at % Integer.BYTES))));
        }
        return 0;
    }

    private static long override(
            Machine m,
            ExtKernel.All kernel,
            long cids,
            long cidCount,
            long shards,
            long shardCount,
            long e) {
        ArenaMasks masks = HostEnvironment.of(m).masks();
        if (masks == null) {
            kernel.fault("scx_bpf_cid_override: allocation failed");
            return 0;
        }
        // Counts beyond the number of CPUs are refused, and nothing is read for them.
        int most = kernel.cpuCount() + 1;
        int cpus = (int) Math.min(cidCount & 0xffffffffL, most);
        int starts = (int) Math.min(shardCount & 0xffffffffL, most);
        kernel.overrideCids(masks.numbers(cids, cpus), masks.numbers(shards, starts));
        return 0;
    }
}
