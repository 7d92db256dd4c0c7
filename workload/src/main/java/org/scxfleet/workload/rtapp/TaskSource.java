package org.scxfleet.workload.rtapp;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.scxfleet.task.Step;
import org.scxfleet.task.TaskSpec;
import org.scxfleet.workload.input.NoticeLog;
import org.scxfleet.workload.laxjson.LaxObject;
import org.scxfleet.workload.laxjson.Member;

/**
 * A task as written: its phases in order, whether they stand in a {@code phases} object or, as one
 * phase, in the task itself.
 *
 * @param name unique in the file
 * @param loop turns of all phases together; {@link Step#FOREVER} for ever
 * @param phased the phases stand in an object of their own
 */
record TaskSource(
        String name,
        Member member,
        LaxObject object,
        int instances,
        int loop,
        boolean phased,
        List<PhaseSource> phases) {
    /**
     * @param loop turns of this phase; {@link Step#FOREVER} for ever
     */
    record PhaseSource(String name, Member member, LaxObject object, int loop) {}

    TaskSource {
        phases = List.copyOf(phases);
    }

    /** The tasks of a file, in order. */
    static List<TaskSource> readAll(LaxObject tasks, NoticeLog notices) {
        List<TaskSource> sources = new ArrayList<>();
        UniqueNames names = new UniqueNames(notices);
        for (Member member : tasks.members()) {
            sources.add(read(names.unique(member), member, notices));
        }
        return sources;
    }

    private static TaskSource read(String name, Member member, NoticeLog notices) {
        LaxObject object = member.object("give the task as an object { ... }");
        Member instance = object.find("instance");
        int instances =
                instance == null ? 1 : (int) instance.wholeNumber(0, TaskSpec.MAX_INSTANCES);
        Member loop = object.find("loop");
        Member phases = object.find("phases");
        if (phases == null) {
            // Without phases a loop is the one phase's, and the thread runs it once.
            int phaseLoop = loop == null ? 1 : phaseLoop(loop, notices);
            PhaseSource only = new PhaseSource(name, member, object, phaseLoop);
            int threadLoop = loop == null ? Step.FOREVER : 1;
            return new TaskSource(
                    name, member, object, instances, threadLoop, false, List.of(only));
        }
        List<PhaseSource> sources = new ArrayList<>();
        UniqueNames names = new UniqueNames(notices);
        for (Member phase : phases.object("give the phases as { \"name\": { ... } }").members()) {
            LaxObject body = phase.object("give the phase as an object { ... }");
            int phaseLoop = phaseLoop(body.find("loop"), notices);
            sources.add(new PhaseSource(names.unique(phase), phase, body, phaseLoop));
        }
        if (sources.isEmpty()) {
            throw phases.wrong("has no phase", "give at least one phase with events");
        }
        return new TaskSource(name, member, object, instances, threadLoop(loop), true, sources);
    }

    private static int threadLoop(@Nullable Member loop) {
        return loop == null ? Step.FOREVER : (int) loop.wholeNumber(-1, Integer.MAX_VALUE);
    }

    private static int phaseLoop(@Nullable Member loop, NoticeLog notices) {
        int turns = loop == null ? 1 : (int) loop.wholeNumber(-1, Integer.MAX_VALUE);
        if (loop != null && turns == 0) {
            notices.add(RtAppNotice.LOOP_ZERO, loop.place() + " loop", "taken as -1");
            return Step.FOREVER;
        }
        return turns;
    }

    /** Renames the second of two equal names, as workgen does, by a number at its end. */
    private static final class UniqueNames {
        private final Set<String> taken = new HashSet<>();
        private final NoticeLog notices;
        private int next = 1;

        UniqueNames(NoticeLog notices) {
            this.notices = notices;
        }

        String unique(Member member) {
            String name = member.key();
            if (name.isEmpty()) {
                throw member.wrong("is an empty name", "give it a name");
            }
            while (!taken.add(name)) {
                name = member.key() + next++;
            }
            if (!name.equals(member.key())) {
                notices.add(
                        RtAppNotice.RENAMED,
                        member.place() + " " + member.key(),
                        member.key() + " became " + name);
            }
            return name;
        }
    }
}
