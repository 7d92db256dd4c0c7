package org.scxfleet.bpf.kernel;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.scxfleet.ops.Op;
import org.scxfleet.ops.OpsForm;
import org.scxfleet.ops.ScxEvent;

/**
 * Structs that are plain data: arguments of callbacks and of kernel functions, iterators, and the
 * ops themselves in both forms.
 */
final class KernelStructs {
    private static final List<String> OPS_NUMBERS =
            List.of(
                    "u32 dispatch_max_batch",
                    "u64 flags",
                    "u32 timeout_ms",
                    "u32 exit_dump_len",
                    "u64 hotplug_seq",
                    "u32 cid_shard_size",
                    "u32 rescue_bandwidth_ppt",
                    "u32 rescue_quantum_us",
                    "u64 sub_cgroup_id",
                    "char name[128]",
                    "void *priv");

    private KernelStructs() {}

    static void addTo(TypeTable table) {
        addCallbackArguments(table);
        addFunctionArguments(table);
        addIdentity(table);
        addIterators(table);
        addOps(table);
    }

    private static void addCallbackArguments(TypeTable table) {
        define(
                table,
                "scx_exit_info",
                "enum scx_exit_kind kind",
                "s32 exit_cpu",
                "s64 exit_code",
                "u64 flags",
                "char *reason",
                "ulong *bt",
                "u32 bt_len",
                "char *msg",
                "char *dump");
        define(table, "scx_init_task_args", "bool fork", "struct cgroup *cgroup");
        define(table, "scx_exit_task_args", "bool cancelled");
        define(table, "scx_enable_args", "u64 cmask_arena_addr");
        define(
                table,
                "scx_cgroup_init_args",
                "u32 weight",
                "u64 bw_period_us",
                "u64 bw_quota_us",
                "u64 bw_burst_us",
                "bool sched_idle");
        define(table, "scx_cpu_acquire_args");
        define(
                table,
                "scx_cpu_release_args",
                "enum scx_cpu_preempt_reason reason",
                "struct task_struct *task");
        define(
                table,
                "scx_dump_ctx",
                "enum scx_exit_kind kind",
                "s64 exit_code",
                "char *reason",
                "u64 at_ns",
                "u64 at_jiffies");
        for (String name : List.of("scx_sub_attach_args", "scx_sub_detach_args")) {
            define(table, name, "struct sched_ext_ops *ops", "char *cgroup_path");
        }
    }

    private static void addFunctionArguments(TypeTable table) {
        define(
                table,
                "scx_bpf_dsq_insert_vtime_args",
                "u64 dsq_id",
                "u64 slice",
                "u64 vtime",
                "u64 enq_flags");
        define(table, "scx_bpf_select_cpu_and_args", "s32 prev_cpu", "u64 wake_flags", "u64 flags");
        List<String> events = new ArrayList<>();
        for (ScxEvent event : ScxEvent.values()) {
            events.add("s64 " + event.kernelName());
        }
        table.structure("scx_event_stats", events);
        define(
                table,
                "scx_cid_topo",
                "s32 core_cid",
                "s32 core_idx",
                "s32 llc_cid",
                "s32 llc_idx",
                "s32 node_cid",
                "s32 node_idx",
                "s32 shard_cid",
                "s32 shard_idx");
        define(table, "scx_cmask", "u32 base", "u32 nr_cids", "u32 alloc_words", "u64 bits[0]");
        define(table, "bpf_perf_event_value", "u64 counter", "u64 enabled", "u64 running");
        define(table, "refcount_struct", "int refs");
        define(table, "bpf_cpumask", "struct cpumask cpumask", "struct refcount_struct usage");
    }

    /**
     * What the objects that programs reach from a task look like. None of them is modelled: they
     * read as zero, which is the superuser in the first namespace.
     */
    private static void addIdentity(TypeTable table) {
        define(table, "kuid", "u32 val");
        define(
                table,
                "cred",
                "struct kuid uid",
                "struct kuid gid",
                "struct kuid euid",
                "struct kuid egid");
        define(table, "ns_common", "u32 inum");
        define(table, "pid_namespace", "u32 level", "struct ns_common ns");
        define(table, "upid", "int nr", "struct pid_namespace *ns");
        define(table, "pid", "u32 level", "struct upid numbers[1]");
        define(
                table,
                "signal_struct",
                "int nr_threads",
                "struct list_head thread_head",
                "struct pid *pids[4]");
        define(table, "node_mask", "ulong bits[16]");
        define(table, "mempolicy", "u16 mode", "int home_node", "struct node_mask nodes");
    }

    private static void addIterators(TypeTable table) {
        define(table, "bpf_iter_num", "u64 __opaque[1]");
        define(table, "bpf_iter_scx_dsq", "u64 __opaque[6]");
        define(table, "bpf_iter_css", "u64 __opaque[3]");
        define(table, "bpf_iter_task", "u64 __opaque[3]");
        define(table, "bpf_iter_css_task", "u64 __opaque[1]");
        define(table, "bpf_iter_bits", "u64 __opaque[2]");
        define(table, "bpf_iter_meta", "struct seq_file *seq", "u64 session_id", "u64 seq_num");
        define(table, "bpf_iter__task", "struct bpf_iter_meta *meta", "struct task_struct *task");
    }

    private static void addOps(TypeTable table) {
        List<String> cpuForm = new ArrayList<>();
        List<String> cidForm = new ArrayList<>();
        for (Op op : Op.values()) {
            cpuForm.add("void *" + op.kernelName());
            if (op != Op.CPU_ACQUIRE && op != Op.CPU_RELEASE) {
                cidForm.add("void *" + OpsForm.CID.member(op));
            }
        }
        cpuForm.addAll(OPS_NUMBERS);
        cidForm.addAll(OPS_NUMBERS);
        table.structure(OpsForm.CPU.structName(), cpuForm);
        table.structure(OpsForm.CID.structName(), cidForm);
    }

    private static void define(TypeTable table, String name, String... members) {
        table.structure(name, Arrays.asList(members));
    }
}
