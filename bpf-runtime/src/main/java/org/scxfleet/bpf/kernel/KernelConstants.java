package org.scxfleet.bpf.kernel;

import java.util.ArrayList;
import java.util.List;
import org.scxfleet.bpf.btf.BtfType;

/**
 * The constants of sched_ext in Linux 7.3 (include/linux/sched/ext.h, kernel/sched/ext/internal.h),
 * as a kernel's type information lists them. A loader reads their values from there, so they are
 * part of the interface.
 */
final class KernelConstants {
    /** One enum after the other: its name and kind of number, then a constant a line. */
    private static final String TABLE =
            """
            enum scx_exit_kind u32
            SCX_EXIT_NONE 0
            SCX_EXIT_DONE 1
            SCX_EXIT_UNREG 64
            SCX_EXIT_UNREG_BPF 65
            SCX_EXIT_UNREG_KERN 66
            SCX_EXIT_SYSRQ 67
            SCX_EXIT_PARENT 68
            SCX_EXIT_PARENT_KILL 69
            SCX_EXIT_ERROR 1024
            SCX_EXIT_ERROR_BPF 1025
            SCX_EXIT_ERROR_STALL 1026
            SCX_EXIT_ERROR_REENQ 1027
            SCX_EXIT_ERROR_RESCUE 1028
            enum scx_exit_code u64
            SCX_ECODE_RSN_HOTPLUG 0x100000000
            SCX_ECODE_RSN_CGROUP_OFFLINE 0x200000000
            SCX_ECODE_ACT_RESTART 0x1000000000000
            enum scx_exit_flags u32
            SCX_EFLAG_INITIALIZED 1
            enum scx_public_consts u64
            SCX_OPS_NAME_LEN 128
            SCX_SLICE_DFL 20000000
            SCX_SLICE_BYPASS 5000000
            SCX_SLICE_INF 0xffffffffffffffff
            enum scx_ops_flags u64
            SCX_OPS_KEEP_BUILTIN_IDLE 1
            SCX_OPS_ENQ_LAST 2
            SCX_OPS_ENQ_EXITING 4
            SCX_OPS_SWITCH_PARTIAL 8
            SCX_OPS_ENQ_MIGRATION_DISABLED 16
            SCX_OPS_ALLOW_QUEUED_WAKEUP 32
            SCX_OPS_BUILTIN_IDLE_PER_NODE 64
            SCX_OPS_ALWAYS_ENQ_IMMED 128
            SCX_OPS_TID_TO_TASK 256
            SCX_OPS_ALL_FLAGS 511
            __SCX_OPS_INTERNAL_MASK 0xff00000000000000
            SCX_OPS_HAS_CPU_PREEMPT 0x100000000000000
            enum scx_dsq_id_flags u64
            SCX_DSQ_FLAG_BUILTIN 0x8000000000000000
            SCX_DSQ_FLAG_LOCAL_ON 0x4000000000000000
            SCX_DSQ_INVALID 0x8000000000000000
            SCX_DSQ_GLOBAL 0x8000000000000001
            SCX_DSQ_LOCAL 0x8000000000000002
            SCX_DSQ_BYPASS 0x8000000000000003
            SCX_DSQ_REJECT 0x8000000000000004
            SCX_DSQ_RESCUE 0x8000000000000005
            SCX_DSQ_LOCAL_ON 0xc000000000000000
            SCX_DSQ_LOCAL_CPU_MASK 0xffffffff
            enum scx_dsq_iter_flags u32
            SCX_DSQ_ITER_REV 0x10000
            __SCX_DSQ_ITER_HAS_SLICE 0x40000000
            __SCX_DSQ_ITER_HAS_VTIME 0x80000000
            __SCX_DSQ_ITER_USER_FLAGS 0x10000
            __SCX_DSQ_ITER_ALL_FLAGS 0xc0010000
            enum scx_enq_flags u64
            SCX_ENQ_WAKEUP 1
            SCX_ENQ_HEAD 0x10000
            SCX_ENQ_CPU_SELECTED 0x100000
            SCX_ENQ_PREEMPT 0x100000000
            SCX_ENQ_IMMED 0x200000000
            SCX_ENQ_RESCUE 0x400000000
            SCX_ENQ_REENQ 0x10000000000
            SCX_ENQ_LAST 0x20000000000
            __SCX_ENQ_INTERNAL_MASK 0xff00000000000000
            SCX_ENQ_CLEAR_OPSS 0x100000000000000
            SCX_ENQ_DSQ_PRIQ 0x200000000000000
            SCX_ENQ_NESTED 0x400000000000000
            SCX_ENQ_GDSQ_FALLBACK 0x800000000000000
            SCX_ENQ_IGNORE_CAPS 0x1000000000000000
            SCX_ENQ_APPLY_SLICE 0x2000000000000000
            SCX_ENQ_SLICE_DFL 0x4000000000000000
            enum scx_deq_flags u64
            SCX_DEQ_SLEEP 1
            SCX_DEQ_CORE_SCHED_EXEC 0x100000000
            SCX_DEQ_SCHED_CHANGE 0x200000000
            enum scx_wake_flags u32
            SCX_WAKE_FORK 4
            SCX_WAKE_TTWU 8
            SCX_WAKE_SYNC 16
            enum scx_kick_flags u32
            SCX_KICK_IDLE 1
            SCX_KICK_PREEMPT 2
            SCX_KICK_WAIT 4
            enum scx_pick_idle_cpu_flags u32
            SCX_PICK_IDLE_CORE 1
            SCX_PICK_IDLE_IN_NODE 2
            enum scx_reenq_flags u64
            SCX_REENQ_ANY 1
            SCX_REENQ_CAP_REVOKE 2
            __SCX_REENQ_FILTER_MASK 65535
            __SCX_REENQ_USER_MASK 1
            SCX_REENQ_TSR_RQ_OPEN 0x100000000
            SCX_REENQ_TSR_NOT_FIRST 0x200000000
            __SCX_REENQ_TSR_MASK 0xf00000000
            enum scx_ent_flags s32
            SCX_TASK_QUEUED 1
            SCX_TASK_IN_CUSTODY 2
            SCX_TASK_RESET_RUNNABLE_AT 4
            SCX_TASK_DEQD_FOR_SLEEP 8
            SCX_TASK_SUB_INIT 16
            SCX_TASK_IMMED 32
            SCX_TASK_PROTECTED 64
            SCX_TASK_STATE_SHIFT 8
            SCX_TASK_STATE_BITS 3
            SCX_TASK_STATE_MASK 1792
            SCX_TASK_NONE 0
            SCX_TASK_INIT_BEGIN 256
            SCX_TASK_INIT 512
            SCX_TASK_READY 768
            SCX_TASK_ENABLED 1024
            SCX_TASK_DEAD 1280
            SCX_TASK_REENQ_REASON_SHIFT 12
            SCX_TASK_REENQ_REASON_BITS 3
            SCX_TASK_REENQ_REASON_MASK 28672
            SCX_TASK_REENQ_NONE 0
            SCX_TASK_REENQ_KFUNC 4096
            SCX_TASK_REENQ_IMMED 8192
            SCX_TASK_REENQ_PREEMPTED 12288
            SCX_TASK_REENQ_CAP 16384
            SCX_TASK_CURSOR -2147483648
            enum scx_ent_dsq_flags u32
            SCX_TASK_DSQ_ON_PRIQ 1
            enum scx_rq_flags u32
            SCX_RQ_ONLINE 1
            SCX_RQ_CAN_STOP_TICK 2
            SCX_RQ_CLK_VALID 32
            SCX_RQ_BAL_CB_PENDING 64
            SCX_RQ_SUB_IDLE_RENOTIFY 128
            SCX_RQ_ROOT_IDLE_RENOTIFY 256
            SCX_RQ_IN_WAKEUP 0x10000
            SCX_RQ_IN_DISPATCH 0x20000
            enum scx_cpu_preempt_reason u32
            SCX_CPU_PREEMPT_RT 0
            SCX_CPU_PREEMPT_DL 1
            SCX_CPU_PREEMPT_STOP 2
            SCX_CPU_PREEMPT_UNKNOWN 3
            enum scx_cap_flags u32
            __SCX_CAP_ENQ_IMMED 0
            __SCX_CAP_ENQ 1
            __SCX_CAP_PREEMPT 2
            __SCX_CAP_PERF 3
            __SCX_NR_CAPS 4
            __SCX_CAP_ALL 15
            SCX_CAP_ENQ_IMMED 1
            SCX_CAP_ENQ 2
            SCX_CAP_PREEMPT 4
            SCX_CAP_PERF 8
            SCX_CAP_BASE 1
            SCX_CAPS_REENQ_ON_LOSS 3
            enum scx_consts u32
            SCX_DSP_DFL_MAX_BATCH 32
            SCX_DSP_MAX_LOOPS 32
            SCX_RESCUE_DFL_BW_PPT 20
            SCX_RESCUE_MAX_BW_PPT 250
            SCX_RESCUE_DISABLE 0xffffffff
            SCX_RESCUE_DFL_QUANTUM_US 5000
            SCX_EXIT_BT_LEN 64
            SCX_EXIT_MSG_LEN 1024
            SCX_EXIT_DUMP_DFL_LEN 32768
            SCX_CPUPERF_ONE 1024
            """;

    private KernelConstants() {}

    static void addTo(TypeTable table) {
        List<BtfType.Constant> constants = new ArrayList<>();
        String name = "";
        String kind = "";
        for (String line : TABLE.lines().toList()) {
            String[] words = line.strip().split(" ", -1);
            if (words[0].equals("enum")) {
                add(table, name, kind, constants);
                name = words[1];
                kind = words[2];
                constants = new ArrayList<>();
            } else {
                constants.add(new BtfType.Constant(words[0], number(words[1])));
            }
        }
        add(table, name, kind, constants);
    }

    private static void add(
            TypeTable table, String name, String kind, List<BtfType.Constant> constants) {
        if (!name.isEmpty()) {
            int sizeBytes = kind.endsWith("64") ? Long.BYTES : Integer.BYTES;
            table.enumeration(name, sizeBytes, kind.startsWith("s"), constants);
        }
    }

    private static long number(String text) {
        return text.startsWith("0x")
                ? Long.parseUnsignedLong(text, 2, text.length(), 16)
                : Long.parseLong(text);
    }
}
