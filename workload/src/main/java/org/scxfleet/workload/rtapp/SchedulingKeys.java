package org.scxfleet.workload.rtapp;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.scxfleet.task.SchedParams;
import org.scxfleet.task.SchedPolicy;
import org.scxfleet.workload.input.NoticeLog;
import org.scxfleet.workload.laxjson.LaxObject;
import org.scxfleet.workload.laxjson.Member;

/**
 * The scheduling keys of a task or a phase, and what they make of the parameters in force.
 *
 * <p>A phase changes only what it names: without a policy the one in force stays, and a priority
 * then counts in its terms. With a policy, the priority falls back to that policy's default. A
 * custom slice of the fair class survives a change that does not name one, as in
 * sched_setscheduler.
 */
record SchedulingKeys(
        @Nullable SchedPolicy policy,
        @Nullable Member policyMember,
        @Nullable Member priority,
        @Nullable Member runtime,
        @Nullable Member period,
        @Nullable Member deadline) {
    private static final int DEFAULT_RT_PRIORITY = 10;

    /** Bounds that the kernel sets to a custom slice (kernel/sched/syscalls.c). */
    private static final long MIN_SLICE_NS = 100_000;

    private static final long MAX_SLICE_NS = 100_000_000;
    private static final List<String> POLICIES =
            List.of(
                    "SCHED_OTHER",
                    "SCHED_BATCH",
                    "SCHED_IDLE",
                    "SCHED_RR",
                    "SCHED_FIFO",
                    "SCHED_DEADLINE");

    static SchedulingKeys read(LaxObject object, Dialect dialect) {
        Member policy = object.find("policy");
        return new SchedulingKeys(
                policy == null ? null : policy(policy, dialect),
                policy,
                object.find("priority"),
                object.find("dl-runtime"),
                object.find("dl-period"),
                object.find("dl-deadline"));
    }

    /** The policy that a member names. */
    static SchedPolicy policy(Member member, Dialect dialect) {
        String names =
                "give one of "
                        + String.join(", ", POLICIES)
                        + (dialect.extPolicy() ? ", SCHED_EXT" : "");
        String name = member.text(names);
        return switch (name) {
            case "SCHED_OTHER" -> SchedPolicy.NORMAL;
            case "SCHED_BATCH" -> SchedPolicy.BATCH;
            case "SCHED_IDLE" -> SchedPolicy.IDLE;
            case "SCHED_RR" -> SchedPolicy.RR;
            case "SCHED_FIFO" -> SchedPolicy.FIFO;
            case "SCHED_DEADLINE" -> SchedPolicy.DEADLINE;
            case "SCHED_EXT" -> {
                if (dialect.extPolicy()) {
                    yield SchedPolicy.EXT;
                }
                throw member.wrong("is \"SCHED_EXT\", which rt-app does not know", names);
            }
            default -> throw member.wrong("is \"" + name + "\"", names);
        };
    }

    /** Names at least one parameter. */
    boolean present() {
        return policy != null
                || priority != null
                || runtime != null
                || period != null
                || deadline != null;
    }

    /**
     * With the old names of the deadline keys where the new ones are missing; tasks only. Otherwise
     * {@code runtime} is an event, and nothing else.
     */
    SchedulingKeys withLegacyDeadlineKeys(LaxObject task, SchedPolicy inForce, NoticeLog notices) {
        if ((policy == null ? inForce : policy) != SchedPolicy.DEADLINE) {
            return this;
        }
        Member oldRuntime = runtime == null ? task.find("runtime") : null;
        Member oldPeriod = period == null ? task.find("period") : null;
        Member oldDeadline = deadline == null ? task.find("deadline") : null;
        Member first =
                oldRuntime != null ? oldRuntime : oldPeriod != null ? oldPeriod : oldDeadline;
        if (first == null) {
            return this;
        }
        notices.add(RtAppNotice.LEGACY_DEADLINE, first.place() + " " + first.key(), first.key());
        return new SchedulingKeys(
                policy,
                policyMember,
                priority,
                runtime == null ? oldRuntime : runtime,
                period == null ? oldPeriod : period,
                deadline == null ? oldDeadline : deadline);
    }

    /**
     * The parameters after these keys.
     *
     * @param owner the task or phase, for messages
     */
    SchedParams apply(SchedParams inForce, Member owner, Dialect dialect, NoticeLog notices) {
        SchedPolicy target = policy == null ? inForce.policy() : policy;
        return switch (target) {
            case FIFO, RR -> {
                noteUnusedDeadlineKeys(true, notices);
                yield SchedParams.realTime(target, rtPriority(inForce));
            }
            case DEADLINE -> deadline(owner, dialect);
            case NORMAL, BATCH -> {
                noteUnusedDeadlineKeys(false, notices);
                yield new SchedParams(
                        target, nice(inForce), 0, slice(inForce, dialect, notices), 0, 0);
            }
            case IDLE, EXT -> {
                noteUnusedDeadlineKeys(true, notices);
                yield new SchedParams(target, nice(inForce), 0, 0, 0, 0);
            }
        };
    }

    private int nice(SchedParams inForce) {
        if (priority != null) {
            return (int) priority.wholeNumber(SchedParams.MIN_NICE, SchedParams.MAX_NICE);
        }
        return policy == null ? inForce.nice() : 0;
    }

    private int rtPriority(SchedParams inForce) {
        if (priority != null) {
            return (int) priority.wholeNumber(1, SchedParams.MAX_RT_PRIORITY);
        }
        return policy == null ? inForce.rtPriority() : DEFAULT_RT_PRIORITY;
    }

    private long slice(SchedParams inForce, Dialect dialect, NoticeLog notices) {
        if (runtime == null) {
            return inForce.policy().isFair() ? inForce.runtimeNs() : 0;
        }
        long wantedNs = Microseconds.toNs(runtime, 0, dialect);
        if (wantedNs == 0) {
            return 0;
        }
        long sliceNs = Math.clamp(wantedNs, MIN_SLICE_NS, MAX_SLICE_NS);
        if (sliceNs != wantedNs) {
            notices.add(
                    RtAppNotice.SLICE_CLAMPED,
                    runtime.place() + " " + runtime.key(),
                    wantedNs + " ns became " + sliceNs + " ns");
        }
        return sliceNs;
    }

    private SchedParams deadline(Member owner, Dialect dialect) {
        if (runtime == null) {
            Member at = policyMember == null ? owner : policyMember;
            throw at.wrong(
                    "means SCHED_DEADLINE without a budget", "give dl-runtime in microseconds");
        }
        long runtimeNs = Microseconds.toNs(runtime, 1, dialect);
        long periodNs = period == null ? runtimeNs : Microseconds.toNs(period, 1, dialect);
        long deadlineNs = deadline == null ? periodNs : Microseconds.toNs(deadline, 1, dialect);
        if (runtimeNs > deadlineNs || deadlineNs > periodNs) {
            throw runtime.wrong(
                    "is "
                            + runtimeNs / Microseconds.NS_PER_US
                            + " us with deadline "
                            + deadlineNs / Microseconds.NS_PER_US
                            + " us and period "
                            + periodNs / Microseconds.NS_PER_US
                            + " us",
                    "give dl-runtime <= dl-deadline <= dl-period");
        }
        return new SchedParams(SchedPolicy.DEADLINE, 0, 0, runtimeNs, deadlineNs, periodNs);
    }

    private void noteUnusedDeadlineKeys(boolean runtimeToo, NoticeLog notices) {
        note(runtimeToo ? runtime : null, notices);
        note(period, notices);
        note(deadline, notices);
    }

    private static void note(@Nullable Member unused, NoticeLog notices) {
        if (unused != null) {
            notices.add(RtAppNotice.FAIR_DL_KEY, unused.place() + " " + unused.key(), unused.key());
        }
    }
}
