package org.scxfleet.ops;

/** Why a scheduler ended (enum scx_exit_kind). */
public enum ExitKind {
    NONE(0, ""),
    DONE(1, ""),
    UNREG(64, "unregistered from user space"),
    UNREG_BPF(65, "unregistered from BPF"),
    UNREG_KERN(66, "unregistered from the main kernel"),
    SYSRQ(67, "disabled by sysrq-S"),
    PARENT(68, "parent exiting"),
    PARENT_KILL(69, "killed by parent scheduler"),
    ERROR(1024, "runtime error"),
    ERROR_BPF(1025, "scx_bpf_error"),
    ERROR_STALL(1026, "runnable task stall"),
    ERROR_REENQ(1027, "reenqueue limit"),
    ERROR_RESCUE(1028, "rescue bandwidth overload");

    private final int value;
    private final String reason;

    ExitKind(int value, String reason) {
        this.value = value;
        this.reason = reason;
    }

    public int value() {
        return value;
    }

    public String reason() {
        return reason;
    }

    public boolean isError() {
        return value >= 1024;
    }
}
