package org.scxfleet.cli.trace;

/**
 * Field numbers of Perfetto's trace format (protos/perfetto/trace of google/perfetto), only those
 * that are written here.
 */
final class PerfettoFields {
    static final int TRACE_PACKET = 1;

    static final int PACKET_FTRACE_EVENTS = 1;
    static final int PACKET_PROCESS_TREE = 2;
    static final int PACKET_TIMESTAMP = 8;
    static final int PACKET_SEQUENCE_ID = 10;
    static final int PACKET_TRACK_EVENT = 11;
    static final int PACKET_SEQUENCE_FLAGS = 13;
    static final int PACKET_SYSTEM_INFO = 45;
    static final int PACKET_TRACK_DESCRIPTOR = 60;
    static final int PACKET_CPU_INFO = 67;
    static final int PACKET_MACHINE_ID = 98;

    static final int BUNDLE_CPU = 1;
    static final int BUNDLE_EVENT = 2;

    static final int EVENT_TIMESTAMP = 1;
    static final int EVENT_PID = 2;
    static final int EVENT_SCHED_SWITCH = 4;
    static final int EVENT_SCHED_WAKING = 20;

    static final int SWITCH_PREV_COMM = 1;
    static final int SWITCH_PREV_PID = 2;
    static final int SWITCH_PREV_PRIO = 3;
    static final int SWITCH_PREV_STATE = 4;
    static final int SWITCH_NEXT_COMM = 5;
    static final int SWITCH_NEXT_PID = 6;
    static final int SWITCH_NEXT_PRIO = 7;

    static final int WAKING_COMM = 1;
    static final int WAKING_PID = 2;
    static final int WAKING_PRIO = 3;
    static final int WAKING_SUCCESS = 4;
    static final int WAKING_TARGET_CPU = 5;

    static final int TREE_PROCESSES = 1;
    static final int TREE_THREADS = 2;
    static final int PROCESS_PID = 1;
    static final int PROCESS_PPID = 2;
    static final int PROCESS_CMDLINE = 3;
    static final int THREAD_TID = 1;
    static final int THREAD_NAME = 2;
    static final int THREAD_TGID = 3;

    static final int SYSTEM_UTSNAME = 1;
    static final int SYSTEM_HZ = 3;
    static final int SYSTEM_NUM_CPUS = 8;
    static final int SYSTEM_MACHINE_NAME = 17;
    static final int UTSNAME_SYSNAME = 1;
    static final int UTSNAME_VERSION = 2;
    static final int UTSNAME_RELEASE = 3;
    static final int UTSNAME_MACHINE = 4;

    static final int CPU_INFO_CPUS = 1;
    static final int CPU_PROCESSOR = 1;
    static final int CPU_CAPACITY = 3;

    static final int TRACK_UUID = 1;
    static final int TRACK_NAME = 2;
    static final int TRACK_PROCESS = 3;
    static final int TRACK_PARENT_UUID = 5;
    static final int PROCESS_DESCRIPTOR_PID = 1;
    static final int PROCESS_DESCRIPTOR_NAME = 6;

    static final int TRACK_EVENT_TYPE = 9;
    static final int TRACK_EVENT_TRACK_UUID = 11;
    static final int TRACK_EVENT_CATEGORY = 22;
    static final int TRACK_EVENT_NAME = 23;
    static final int TYPE_SLICE_BEGIN = 1;
    static final int TYPE_SLICE_END = 2;
    static final int TYPE_INSTANT = 3;

    /** Task states as newer kernels number them; valid with a release of 4.14 or later. */
    static final int STATE_RUNNING = 0;

    static final int STATE_SLEEPING = 1;
    static final int STATE_DEAD = 0x10;
    static final int STATE_PREEMPTED = 0x100;

    private PerfettoFields() {}
}
