package org.scxfleet.workload.rtapp;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.scxfleet.topology.CpuTopology;
import org.scxfleet.workload.input.NoticeLog;
import org.scxfleet.workload.laxjson.LaxObject;
import org.scxfleet.workload.laxjson.LaxValue;
import org.scxfleet.workload.laxjson.Member;

/** The properties of tasks and phases that are neither events nor scheduling parameters. */
final class Properties {
    /** Most cgroups of one file, as in rt-app's default build. */
    static final int MAX_TASKGROUPS = 32;

    private static final int MAX_UTIL = 1024;
    private static final int MAX_NODE = 1023;
    private static final String TASKGROUP = "give a path like /a or /a/b, or \"\" for none";
    private static final String CPUS = "give CPU numbers like [0, 2, 3]";

    private static final List<String> PHASE_KEYS =
            List.of(
                    "loop",
                    "policy",
                    "priority",
                    "dl-runtime",
                    "dl-period",
                    "dl-deadline",
                    "util_min",
                    "util_max",
                    "cpus",
                    "nodes_membind",
                    "taskgroup");
    private static final List<String> TASK_KEYS = List.of("instance", "delay", "phases");
    private static final List<String> LEGACY_KEYS = List.of("period", "deadline");

    private Properties() {}

    /** The CPUs of a task or phase, ascending; null where none are named. */
    static @Nullable List<Integer> cpus(LaxObject object) {
        Member member = object.find("cpus");
        if (member == null) {
            return null;
        }
        List<Integer> cpus =
                member.array(CPUS).values().stream()
                        .map(value ->
                                (int)
                                        element(member, value)
                                                .wholeNumber(0, CpuTopology.MAX_CPUS - 1))
                        .sorted()
                        .distinct()
                        .toList();
        if (cpus.isEmpty()) {
            throw member.wrong("is empty", CPUS + ", or leave it out for all CPUs");
        }
        return cpus;
    }

    /** The cgroup of a task or phase; null where none is named. */
    static @Nullable String taskgroup(LaxObject object) {
        Member member = object.find("taskgroup");
        if (member == null) {
            return null;
        }
        String path = member.text(TASKGROUP);
        if (path.isEmpty()) {
            return null;
        }
        if (!path.startsWith("/")
                || path.contains("//")
                || (path.length() > 1 && path.endsWith("/"))) {
            throw member.wrong("is \"" + path + "\"", TASKGROUP);
        }
        return path;
    }

    /** Checks and counts what has no effect, and what nobody knows. */
    static void noteIgnored(
            LaxObject object,
            boolean task,
            boolean phase,
            boolean legacy,
            Dialect dialect,
            NoticeLog notices) {
        Set<String> seen = new HashSet<>();
        for (Member member : object.members()) {
            String key = member.key();
            String where = member.place() + " " + key;
            if (EventKind.of(key, dialect) != null) {
                if (!phase && !(legacy && key.equals("runtime"))) {
                    notices.add(RtAppNotice.TASK_EVENT, where, key);
                }
            } else if (!isKnown(key, task, legacy)) {
                notices.add(RtAppNotice.UNKNOWN_KEY, where, key);
            } else if (!seen.add(key)) {
                notices.add(RtAppNotice.DUPLICATE_PROPERTY, where, key);
            } else {
                noteUnmodelled(member, where, notices);
            }
        }
    }

    private static boolean isKnown(String key, boolean task, boolean legacy) {
        return PHASE_KEYS.contains(key)
                || (task && TASK_KEYS.contains(key))
                || (legacy && LEGACY_KEYS.contains(key));
    }

    private static void noteUnmodelled(Member member, String where, NoticeLog notices) {
        switch (member.key()) {
            case "util_min", "util_max" -> {
                long clamp = member.wholeNumber(-1, MAX_UTIL);
                if (clamp >= 0) {
                    notices.add(RtAppNotice.UTIL_CLAMP, where, member.key() + " " + clamp);
                }
            }
            case "nodes_membind" -> {
                for (LaxValue value : member.array("give node numbers like [0, 1]").values()) {
                    element(member, value).wholeNumber(0, MAX_NODE);
                }
                notices.add(RtAppNotice.MEMBIND, where, member.key());
            }
            default -> {
                // Every other known property is read where it has its effect.
            }
        }
    }

    private static Member element(Member member, LaxValue value) {
        return new Member(value.place(), member.key(), value);
    }
}
