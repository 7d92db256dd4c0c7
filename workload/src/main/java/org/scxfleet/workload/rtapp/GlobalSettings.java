package org.scxfleet.workload.rtapp;

import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.scxfleet.task.SchedPolicy;
import org.scxfleet.workload.input.NoticeLog;
import org.scxfleet.workload.input.Place;
import org.scxfleet.workload.input.TaskWorkload;
import org.scxfleet.workload.laxjson.LaxObject;
import org.scxfleet.workload.laxjson.LaxValue.Kind;
import org.scxfleet.workload.laxjson.Member;

/**
 * The {@code global} object.
 *
 * @param durationNs or {@link TaskWorkload#UNTIL_ALL_TASKS_END}
 * @param nsPerLoop size of a run event's loop; 0 = work is exact
 * @param memBufferSizeBytes per-thread buffer of mem and iorun
 */
record GlobalSettings(
        long durationNs,
        long nsPerLoop,
        SchedPolicy defaultPolicy,
        boolean priorityInheritance,
        String ioDevice,
        long memBufferSizeBytes) {
    static final String NULL_DEVICE = "/dev/null";
    private static final long DEFAULT_MEM_BUFFER_BYTES = 4 << 20;
    private static final long NS_PER_S = 1_000_000_000L;

    /** Longest run: what rt-app's C int of seconds can hold is more than anyone waits for. */
    private static final long MAX_DURATION_S = 1_000_000;

    private static final Place NOWHERE = Place.wholeFile("");
    private static final List<String> LOG_KEYS =
            List.of("logdir", "log_basename", "log_size", "ftrace", "gnuplot", "cumulative_slack");
    private static final List<String> KEYS =
            List.of(
                    "duration",
                    "calibration",
                    "default_policy",
                    "pi_enabled",
                    "lock_pages",
                    "io_device",
                    "mem_buffer_size");

    /** Reads the section; null stands for a file without one. */
    static GlobalSettings read(@Nullable LaxObject global, Dialect dialect, NoticeLog notices) {
        LaxObject section = global == null ? new LaxObject(NOWHERE, List.of()) : global;
        for (Member member : section.members()) {
            noteIgnored(member, notices);
        }
        Member policy = section.find("default_policy");
        Member inheritance = section.find("pi_enabled");
        Member device = section.find("io_device");
        Member buffer = section.find("mem_buffer_size");
        return new GlobalSettings(
                duration(section.find("duration"), dialect),
                nsPerLoop(section.find("calibration"), dialect, notices),
                policy == null ? SchedPolicy.NORMAL : SchedulingKeys.policy(policy, dialect),
                inheritance != null && inheritance.flag(),
                device == null ? NULL_DEVICE : device.name("give the path of a file"),
                buffer == null
                        ? DEFAULT_MEM_BUFFER_BYTES
                        : buffer.wholeNumber(1, Integer.MAX_VALUE));
    }

    private static void noteIgnored(Member member, NoticeLog notices) {
        String where = member.place() + " " + member.key();
        if (LOG_KEYS.contains(member.key())) {
            notices.add(RtAppNotice.LOG_KEY, where, member.key());
        } else if (member.key().equals("lock_pages")) {
            notices.add(RtAppNotice.LOCK_PAGES, where, member.key());
        } else if (!KEYS.contains(member.key())) {
            notices.add(RtAppNotice.UNKNOWN_KEY, where, member.key());
        }
    }

    private static long duration(@Nullable Member duration, Dialect dialect) {
        if (duration == null) {
            return TaskWorkload.UNTIL_ALL_TASKS_END;
        }
        if (dialect.realNumbers()) {
            BigDecimal seconds = duration.number(-1, MAX_DURATION_S);
            if (seconds.signum() < 0 && seconds.compareTo(BigDecimal.valueOf(-1)) != 0) {
                throw duration.wrong(
                        "is " + seconds.toPlainString(), "give seconds, or -1 for no end");
            }
            long ns = Microseconds.roundedNs(seconds.multiply(BigDecimal.valueOf(NS_PER_S)));
            return ns > 0 ? ns : TaskWorkload.UNTIL_ALL_TASKS_END;
        }
        long seconds = duration.wholeNumber(-1, MAX_DURATION_S);
        return seconds > 0 ? seconds * NS_PER_S : TaskWorkload.UNTIL_ALL_TASKS_END;
    }

    private static long nsPerLoop(
            @Nullable Member calibration, Dialect dialect, NoticeLog notices) {
        String expected =
                dialect.exactWork()
                        ? "give \"loop\", \"CPU<number>\" or the ns of one loop"
                        : "give \"CPU<number>\" or the ns of one loop as a whole number";
        if (calibration != null && calibration.is(Kind.NUMBER)) {
            return calibration.wholeNumber(0, Integer.MAX_VALUE);
        }
        String text = calibration == null ? "CPU0" : calibration.text(expected);
        if (dialect.exactWork() && (calibration == null || text.equals("loop"))) {
            return 0;
        }
        if (calibration != null && !text.matches("CPU[0-9]{1,9}")) {
            throw calibration.wrong("is \"" + text + "\"", expected);
        }
        String where = calibration == null ? "global.calibration" : calibration.place().toString();
        notices.add(RtAppNotice.CALIBRATION, where, text);
        return 0;
    }
}
