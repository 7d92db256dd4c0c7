package org.scxfleet.workload.rtapp;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.scxfleet.task.Amount;
import org.scxfleet.task.Step;
import org.scxfleet.workload.input.NoticeLog;
import org.scxfleet.workload.laxjson.LaxObject;
import org.scxfleet.workload.laxjson.LaxValue.Kind;
import org.scxfleet.workload.laxjson.Member;
import org.scxfleet.workload.rtapp.TaskSource.PhaseSource;

/**
 * What only the whole file tells: how many threads a barrier waits for, which timers are absolute,
 * who can be resumed and forked.
 */
final class Census {
    private static final String UNIQUE = "unique";
    private static final String SHARED = "";

    private final Map<String, Integer> barrierParties = new HashMap<>();
    private final Set<TimerName> timers = new HashSet<>();
    private final Set<TimerName> absoluteTimers = new HashSet<>();
    private final Set<String> suspended = new HashSet<>();
    private final Set<String> forked = new HashSet<>();
    private final Set<String> tasks = new HashSet<>();

    /** A timer; one that is private to each thread has the task as owner. */
    private record TimerName(String task, String ref) {}

    Census(Iterable<TaskSource> sources, Dialect dialect, NoticeLog notices) {
        for (TaskSource task : sources) {
            tasks.add(task.name());
            for (PhaseSource phase : task.phases()) {
                for (Member member : phase.object().members()) {
                    EventKind kind = EventKind.of(member.key(), dialect);
                    if (kind != null) {
                        count(task, kind, member, notices);
                    }
                }
            }
        }
        for (TaskSource task : sources) {
            noteBarriers(task, dialect, notices);
        }
    }

    private void count(TaskSource task, EventKind kind, Member member, NoticeLog notices) {
        switch (kind) {
            case BARRIER ->
                    barrierParties.merge(
                            member.name("give the barrier's name"),
                            task.instances(),
                            Census::addParties);
            case TIMER -> countTimer(task, member, notices);
            case SUSPEND -> suspended.add(suspendName(task, member));
            case FORK -> forked.add(member.name("give the name of a task"));
            case LOCK,
                    UNLOCK,
                    WAIT,
                    SIGNAL,
                    BROAD,
                    SYNC,
                    SLEEP,
                    RUNTIME,
                    RUN,
                    RESUME,
                    MEMRUN,
                    MEM,
                    IORUN,
                    YIELD,
                    SEM_POST,
                    SEM_WAIT,
                    PIPE_WRITE,
                    PIPE_READ -> {}
        }
    }

    private void countTimer(TaskSource task, Member member, NoticeLog notices) {
        TimerName name = timerName(task, timerRef(member));
        boolean absolute = isAbsolute(member);
        boolean known = !timers.add(name);
        if (known && absolute != absoluteTimers.contains(name)) {
            notices.add(
                    RtAppNotice.TIMER_MODE,
                    member.place() + " " + member.key(),
                    "timer " + name.ref());
        }
        if (absolute) {
            absoluteTimers.add(name);
        }
    }

    private void noteBarriers(TaskSource task, Dialect dialect, NoticeLog notices) {
        Set<String> named = new HashSet<>();
        for (PhaseSource phase : task.phases()) {
            for (Member member : phase.object().members()) {
                if (EventKind.of(member.key(), dialect) != EventKind.BARRIER) {
                    continue;
                }
                String where = member.place() + " " + member.key();
                String barrier = member.name("give the barrier's name");
                if (!named.add(barrier)) {
                    notices.add(RtAppNotice.BARRIER_TWICE, where, barrier + " in " + task.name());
                }
                if (task.instances() == 0 || forked.contains(task.name())) {
                    notices.add(RtAppNotice.BARRIER_FORKED, where, barrier + " in " + task.name());
                }
            }
        }
    }

    private static int addParties(int counted, int more) {
        return (int) Math.min((long) counted + more, Integer.MAX_VALUE);
    }

    int barrierParties(String barrier) {
        return barrierParties.getOrDefault(barrier, 0);
    }

    Step.Timer timer(TaskSource task, Member member, Amount periodNs) {
        String ref = timerRef(member);
        boolean absolute = absoluteTimers.contains(timerName(task, ref));
        return new Step.Timer(ref, periodNs, absolute, !ref.startsWith(UNIQUE));
    }

    boolean anyoneSuspendsOn(String name) {
        return suspended.contains(name);
    }

    boolean isTask(String name) {
        return tasks.contains(name);
    }

    /**
     * The name on which a suspend waits. The tutorial calls the value optional, and workgen fills
     * in the task's name; rt-app itself waits on whatever is written there, and its browser example
     * needs that (two tasks waiting on one name that is neither's).
     */
    static String suspendName(TaskSource task, Member member) {
        if (member.is(Kind.TEXT)) {
            String name = member.text("");
            return name.isEmpty() ? task.name() : name;
        }
        return task.name();
    }

    private static TimerName timerName(TaskSource task, String ref) {
        return new TimerName(ref.startsWith(UNIQUE) ? task.name() : SHARED, ref);
    }

    private static LaxObject timerObject(Member member) {
        return member.object("give { \"ref\": \"unique\", \"period\": <us> }");
    }

    private static String timerRef(Member member) {
        return timerObject(member).require("ref", "name the timer").name("name the timer");
    }

    private static boolean isAbsolute(Member member) {
        Member mode = timerObject(member).find("mode");
        if (mode == null) {
            return false;
        }
        String expected = "give \"relative\" or \"absolute\"";
        String text = mode.text(expected);
        if (!text.equals("relative") && !text.equals("absolute")) {
            throw mode.wrong("is \"" + text + "\"", expected);
        }
        return text.equals("absolute");
    }
}
