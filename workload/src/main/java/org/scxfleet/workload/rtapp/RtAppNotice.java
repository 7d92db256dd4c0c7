package org.scxfleet.workload.rtapp;

import org.scxfleet.workload.input.NoticeKind;

/** What the reader of rt-app files ignores or approximates. */
public enum RtAppNotice implements NoticeKind {
    LOG_KEY(
            "rtapp-log-key-ignored",
            "keys for rt-app's own logs, traces and plots have no effect on the emulation"),
    LOCK_PAGES("rtapp-lock-pages-ignored", "paging is not modelled, memory is always resident"),
    UNKNOWN_KEY("rtapp-key-unknown", "rt-app ignores keys that it does not know; so does this run"),
    DUPLICATE_PROPERTY(
            "rtapp-property-duplicate", "only the first of several equal properties counts"),
    RENAMED("rtapp-name-renamed", "the second of two equal names got a number, as workgen does"),
    TASK_EVENT("rtapp-task-event-ignored", "events beside a phases object are never executed"),
    CALIBRATION(
            "rtapp-calibration-assumed",
            "no loop is calibrated: run times are exact on a CPU of full capacity"),
    RUNTIME_CHUNK(
            "rtapp-runtime-exact",
            "runtime ends to the nanosecond; rt-app overshoots by up to 32 us of work"),
    UTIL_CLAMP("rtapp-util-clamp-ignored", "utilisation clamps do not influence placement"),
    MEMBIND("rtapp-membind-ignored", "memory has no place: binding it to nodes changes nothing"),
    MEMORY_COST(
            "rtapp-memory-cost-approximated",
            "memory events are CPU work by a table of costs, without cache or bandwidth contention"),
    IO_COST(
            "rtapp-io-cost-approximated",
            "writes are CPU work and never wait for a device; /dev/null costs the system calls"),
    SLICE_CLAMPED("rtapp-slice-clamped", "the kernel keeps custom slices between 0.1 and 100 ms"),
    LEGACY_DEADLINE(
            "rtapp-legacy-deadline-keys", "runtime, period and deadline were taken as dl-* keys"),
    FAIR_DL_KEY(
            "rtapp-dl-key-ignored",
            "dl-period and dl-deadline belong to SCHED_DEADLINE, dl-runtime to it and the fair class"),
    BARRIER_TWICE(
            "rtapp-barrier-named-twice",
            "a task that names a barrier twice counts twice, and alone never opens it"),
    BARRIER_FORKED(
            "rtapp-barrier-in-forked-task", "forked threads are not counted among a barrier's"),
    RESUME_NOBODY("rtapp-resume-nobody", "no task ever suspends on this name"),
    TIMER_MODE(
            "rtapp-timer-mode-mixed", "a timer that is absolute in one event is absolute in all"),
    LOOP_ZERO("rtapp-loop-zero", "a phase with loop 0 never ends, as in rt-app");

    private final String code;
    private final String meaning;

    RtAppNotice(String code, String meaning) {
        this.code = code;
        this.meaning = meaning;
    }

    @Override
    public String code() {
        return code;
    }

    @Override
    public String meaning() {
        return meaning;
    }
}
