package org.scxfleet.ops;

/**
 * Constants of the sched_ext interface of Linux 7.3 (kernel/sched/ext/internal.h, types.h;
 * include/linux/sched/ext.h).
 */
public final class Scx {
    public static final long SLICE_DFL_NS = 20_000_000L;
    public static final long SLICE_BYPASS_NS = 5_000_000L;

    /** Infinite slice: all bits set. */
    public static final long SLICE_INF = -1L;

    /** Largest finite slice that a request from another run queue can carry. */
    public static final long SLICE_REQUEST_MAX_NS = (1L << 43) - 2;

    public static final long DSQ_FLAG_BUILTIN = 1L << 63;
    public static final long DSQ_FLAG_LOCAL_ON = 1L << 62;
    public static final long DSQ_INVALID = DSQ_FLAG_BUILTIN;
    public static final long DSQ_GLOBAL = DSQ_FLAG_BUILTIN | 1;
    public static final long DSQ_LOCAL = DSQ_FLAG_BUILTIN | 2;
    public static final long DSQ_BYPASS = DSQ_FLAG_BUILTIN | 3;
    public static final long DSQ_LOCAL_ON = DSQ_FLAG_BUILTIN | DSQ_FLAG_LOCAL_ON;
    public static final long DSQ_LOCAL_CPU_MASK = 0xffff_ffffL;

    public static final long ENQ_WAKEUP = 1L;
    public static final long ENQ_RESTORE = 1L << 1;
    public static final long ENQ_MOVE = 1L << 2;
    public static final long ENQ_NOCLOCK = 1L << 3;
    public static final long ENQ_CLASS = 1L << 6;
    public static final long ENQ_HEAD = 1L << 16;
    public static final long ENQ_MIGRATED = 1L << 18;
    public static final long ENQ_INITIAL = 1L << 19;
    public static final long ENQ_CPU_SELECTED = 1L << 20;
    public static final long ENQ_PREEMPT = 1L << 32;
    public static final long ENQ_IMMED = 1L << 33;
    public static final long ENQ_RESCUE = 1L << 34;
    public static final long ENQ_REENQ = 1L << 40;
    public static final long ENQ_LAST = 1L << 41;

    /** Bits from here on are the kernel's own; a scheduler that passes one is ended. */
    public static final long ENQ_INTERNAL_MASK = 0xffL << 56;

    public static final long DEQ_SLEEP = 1L;
    public static final long DEQ_SAVE = 1L << 1;
    public static final long DEQ_MOVE = 1L << 2;
    public static final long DEQ_NOCLOCK = 1L << 3;
    public static final long DEQ_CLASS = 1L << 6;
    public static final long DEQ_SPECIAL = 1L << 16;
    public static final long DEQ_CORE_SCHED_EXEC = 1L << 32;
    public static final long DEQ_SCHED_CHANGE = 1L << 33;

    public static final long WAKE_FORK = 0x4;
    public static final long WAKE_TTWU = 0x8;
    public static final long WAKE_SYNC = 0x10;

    public static final long KICK_IDLE = 1;
    public static final long KICK_PREEMPT = 2;
    public static final long KICK_WAIT = 4;

    public static final long PICK_IDLE_CORE = 1;
    public static final long PICK_IDLE_IN_NODE = 2;

    public static final long DSQ_ITER_REV = 1L << 16;
    public static final long REENQ_ANY = 1;

    public static final long OPS_KEEP_BUILTIN_IDLE = 1;
    public static final long OPS_ENQ_LAST = 1L << 1;
    public static final long OPS_ENQ_EXITING = 1L << 2;
    public static final long OPS_SWITCH_PARTIAL = 1L << 3;
    public static final long OPS_ENQ_MIGRATION_DISABLED = 1L << 4;
    public static final long OPS_ALLOW_QUEUED_WAKEUP = 1L << 5;
    public static final long OPS_BUILTIN_IDLE_PER_NODE = 1L << 6;
    public static final long OPS_ALWAYS_ENQ_IMMED = 1L << 7;
    public static final long OPS_TID_TO_TASK = 1L << 8;
    public static final long OPS_ALL_FLAGS = (1L << 9) - 1;

    public static final int DISPATCH_MAX_BATCH = 32;
    public static final int DISPATCH_MAX_LOOPS = 32;
    public static final int REENQUEUE_MAX_REPEAT = 256;
    public static final int EXIT_MSG_LEN = 1024;
    public static final int EXIT_DUMP_LEN = 32_768;
    public static final int OPS_NAME_LEN = 128;
    public static final long WATCHDOG_MAX_TIMEOUT_NS = 30_000_000_000L;
    public static final int CPUPERF_ONE = 1024;

    public static final long EXIT_CODE_RESTART = 1L << 48;
    public static final long EXIT_CODE_HOTPLUG = 1L << 32;
    public static final long EXIT_CODE_CGROUP_OFFLINE = 2L << 32;

    public static final int EINVAL = -22;
    public static final int EBUSY = -16;
    public static final int ENOENT = -2;
    public static final int EEXIST = -17;
    public static final int ENODEV = -19;
    public static final int ENOMEM = -12;
    public static final int EOPNOTSUPP = -95;
    public static final int EPROTO = -71;
    public static final int EACCES = -13;
    public static final int E2BIG = -7;
    public static final int MAX_ERRNO = 4095;

    private Scx() {}

    /** The id of the local DSQ of a CPU, or in the cid form of a cid. */
    public static long localOn(int cpu) {
        return DSQ_LOCAL_ON | cpu;
    }

    public static boolean isBuiltin(long dsqId) {
        return (dsqId & DSQ_FLAG_BUILTIN) != 0;
    }

    public static boolean isLocalOn(long dsqId) {
        return (dsqId & DSQ_LOCAL_ON) == DSQ_LOCAL_ON;
    }
}
