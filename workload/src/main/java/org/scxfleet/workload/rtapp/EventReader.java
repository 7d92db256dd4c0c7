package org.scxfleet.workload.rtapp;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.scxfleet.task.Amount;
import org.scxfleet.task.Step;
import org.scxfleet.workload.input.NoticeLog;
import org.scxfleet.workload.laxjson.LaxObject;
import org.scxfleet.workload.laxjson.Member;
import org.scxfleet.workload.rtapp.TaskSource.PhaseSource;

/** Turns the events of a phase into the steps of one iteration. */
final class EventReader {
    private static final String MUTEX = "give the name of a mutex";
    private static final String CONDITION = "give the name of a condition";
    private static final String SEMAPHORE = "give the name of a semaphore";
    private static final String PIPE = "give the name of a pipe";
    private static final String TASK = "give the name of a task";
    private static final long DEFAULT_STRIDE_BYTES = 64;

    private final Dialect dialect;
    private final GlobalSettings global;
    private final Census census;
    private final NoticeLog notices;
    private final Map<String, MemoryShape> sharedBuffers = new HashMap<>();

    /** What all users of one shared memory buffer must agree on. */
    private record MemoryShape(long sizeBytes, long strideBytes, boolean random, boolean chased) {}

    EventReader(Dialect dialect, GlobalSettings global, Census census, NoticeLog notices) {
        this.dialect = dialect;
        this.global = global;
        this.census = census;
        this.notices = notices;
    }

    /** The steps of a phase's events in their order, without a mark. */
    List<Step> read(TaskSource task, PhaseSource phase) {
        List<Step> steps = new ArrayList<>();
        Set<String> held = new HashSet<>();
        for (Member member : phase.object().members()) {
            EventKind kind = EventKind.of(member.key(), dialect);
            if (kind != null) {
                read(task, kind, member, held, steps);
            }
        }
        if (steps.isEmpty()) {
            throw phase.member()
                    .wrong("has no event", "give at least one, for example \"run\": 1000");
        }
        return steps;
    }

    private void read(
            TaskSource task, EventKind kind, Member member, Set<String> held, List<Step> steps) {
        switch (kind) {
            case LOCK -> {
                held.add(member.name(MUTEX));
                steps.add(new Step.Lock(member.name(MUTEX), global.priorityInheritance()));
            }
            case UNLOCK -> {
                held.remove(member.name(MUTEX));
                steps.add(new Step.Unlock(member.name(MUTEX)));
            }
            case WAIT -> steps.add(condWait(member));
            case SIGNAL -> steps.add(new Step.CondSignal(member.name(CONDITION)));
            case BROAD -> steps.add(new Step.CondBroadcast(member.name(CONDITION)));
            case SYNC -> addSync(member, held, steps);
            case SLEEP -> steps.add(new Step.Sleep(duration(member)));
            case RUNTIME -> steps.add(runtime(member));
            case RUN -> steps.add(new Step.Compute(Amount.of(workNs(member))));
            case TIMER -> steps.add(census.timer(task, member, period(member)));
            case SUSPEND ->
                    steps.add(
                            new Step.Suspend(
                                    Census.suspendName(task, member), dialect.countsResumes()));
            case RESUME -> steps.add(resume(member));
            case MEMRUN -> steps.add(memrun(member));
            case MEM -> steps.add(mem(member));
            case IORUN -> steps.add(iorun(member));
            case YIELD -> steps.add(new Step.Yield());
            case BARRIER -> steps.add(barrier(member));
            case FORK -> steps.add(fork(member));
            case SEM_POST -> steps.add(new Step.SemPost(member.name(SEMAPHORE)));
            case SEM_WAIT -> steps.add(new Step.SemWait(member.name(SEMAPHORE)));
            case PIPE_WRITE -> steps.add(new Step.PipeWrite(member.name(PIPE)));
            case PIPE_READ -> steps.add(new Step.PipeRead(member.name(PIPE)));
        }
    }

    private Amount duration(Member member) {
        return Amount.of(Microseconds.toNs(member, 0, dialect));
    }

    /** Whole loops only: rt-app rounds the work down to what its loop can do. */
    private long workNs(Member member) {
        long ns = Microseconds.toNs(member, 0, dialect);
        return global.nsPerLoop() == 0 ? ns : ns / global.nsPerLoop() * global.nsPerLoop();
    }

    private Step runtime(Member member) {
        if (!dialect.exactWork()) {
            notices.add(RtAppNotice.RUNTIME_CHUNK, where(member), member.value().describe());
        }
        return new Step.RunFor(duration(member));
    }

    private Amount period(Member member) {
        LaxObject timer = member.object("give { \"ref\": \"unique\", \"period\": <us> }");
        Member period = timer.require("period", "give the period in microseconds");
        return Amount.of(Microseconds.toNs(period, 1, dialect));
    }

    private static Step.CondWait condWait(Member member) {
        LaxObject wait = member.object("give { \"ref\": <condition>, \"mutex\": <mutex> }");
        return new Step.CondWait(
                wait.require("ref", CONDITION).name(CONDITION),
                wait.require("mutex", MUTEX).name(MUTEX));
    }

    /**
     * Signals and waits under the mutex. The tutorial says that sync takes and releases it;
     * rt-app's own examples lock it first. Both work here: what is held already is not taken again.
     */
    private void addSync(Member member, Set<String> held, List<Step> steps) {
        Step.CondWait wait = condWait(member);
        boolean lock = !held.contains(wait.mutex());
        if (lock) {
            steps.add(new Step.Lock(wait.mutex(), global.priorityInheritance()));
        }
        steps.add(new Step.CondSignal(wait.condition()));
        steps.add(wait);
        if (lock) {
            steps.add(new Step.Unlock(wait.mutex()));
        }
    }

    private Step resume(Member member) {
        String name = member.name(TASK);
        if (!census.anyoneSuspendsOn(name)) {
            notices.add(RtAppNotice.RESUME_NOBODY, where(member), name);
        }
        return new Step.Resume(name, dialect.countsResumes());
    }

    private Step barrier(Member member) {
        String name = member.name("give the barrier's name");
        int parties = census.barrierParties(name);
        if (parties == 0) {
            throw member.wrong(
                    "\"" + name + "\" has no thread that starts by itself",
                    "use barriers in tasks with at least one instance");
        }
        return new Step.Barrier(name, parties);
    }

    private Step fork(Member member) {
        String name = member.name(TASK);
        if (!census.isTask(name)) {
            throw member.wrong("names \"" + name + "\", which is no task of this file", TASK);
        }
        return new Step.Fork(name);
    }

    private Step mem(Member member) {
        long bytes = member.wholeNumber(0, Integer.MAX_VALUE);
        notices.add(RtAppNotice.MEMORY_COST, where(member), bytes + " bytes");
        return compute(MemoryCost.fillNs(bytes, global.memBufferSizeBytes()));
    }

    private Step iorun(Member member) {
        long bytes = member.wholeNumber(0, Integer.MAX_VALUE);
        boolean nullDevice = global.ioDevice().equals(GlobalSettings.NULL_DEVICE);
        notices.add(RtAppNotice.IO_COST, where(member), bytes + " bytes to " + global.ioDevice());
        return compute(MemoryCost.fileWriteNs(bytes, global.memBufferSizeBytes(), nullDevice));
    }

    private Step memrun(Member member) {
        LaxObject memrun =
                member.object(
                        "give { \"type\": \"read\", \"size\": <bytes>, \"count\": <accesses> }");
        MemoryCost.Access access = access(memrun.require("type", "give read, write or chase"));
        Member size = memrun.require("size", "give the size of the buffer in bytes");
        Member count = memrun.require("count", "give the number of accesses");
        Member stride = memrun.find("stride");
        long strideBytes =
                stride == null ? DEFAULT_STRIDE_BYTES : stride.wholeNumber(1, Integer.MAX_VALUE);
        MemoryShape shape =
                new MemoryShape(
                        size.wholeNumber(1, Long.MAX_VALUE / 2),
                        strideBytes,
                        isRandom(memrun.find("pattern")),
                        access == MemoryCost.Access.CHASE);
        checkShared(memrun.find("ref"), shape);
        long accesses = count.wholeNumber(0, Integer.MAX_VALUE);
        notices.add(
                RtAppNotice.MEMORY_COST,
                where(member),
                accesses + " accesses to " + shape.sizeBytes() + " bytes");
        return compute(
                MemoryCost.accessesNs(
                        access, shape.sizeBytes(), accesses, strideBytes, shape.random()));
    }

    private void checkShared(@Nullable Member ref, MemoryShape shape) {
        if (ref == null) {
            return;
        }
        MemoryShape first = sharedBuffers.putIfAbsent(ref.name("name the buffer"), shape);
        if (first != null && !first.equals(shape)) {
            throw ref.wrong(
                    "shares a buffer of another shape",
                    "give the same type, size ("
                            + first.sizeBytes()
                            + "), stride ("
                            + first.strideBytes()
                            + ") and pattern everywhere");
        }
    }

    private static MemoryCost.Access access(Member type) {
        String expected = "give \"read\", \"write\" or \"chase\"";
        String text = type.text(expected);
        return switch (text) {
            case "read" -> MemoryCost.Access.READ;
            case "write" -> MemoryCost.Access.WRITE;
            case "chase" -> MemoryCost.Access.CHASE;
            default -> throw type.wrong("is \"" + text + "\"", expected);
        };
    }

    private static boolean isRandom(@Nullable Member pattern) {
        if (pattern == null) {
            return false;
        }
        String expected = "give \"random\" or \"sequential\"";
        String text = pattern.text(expected);
        if (!text.equals("random") && !text.equals("sequential")) {
            throw pattern.wrong("is \"" + text + "\"", expected);
        }
        return text.equals("random");
    }

    private static Step compute(long ns) {
        return new Step.Compute(Amount.of(ns));
    }

    private static String where(Member member) {
        return member.place() + " " + member.key();
    }
}
