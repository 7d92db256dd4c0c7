package org.scxfleet.sched.kernel;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.scxfleet.cgroup.CgroupTree;
import org.scxfleet.engine.EventQueue;
import org.scxfleet.engine.EventRank;
import org.scxfleet.sched.CpuPower;
import org.scxfleet.sched.Migrator;
import org.scxfleet.sched.Recorder;
import org.scxfleet.sched.RunQueue;
import org.scxfleet.sched.SchedChange;
import org.scxfleet.sched.SchedCore;
import org.scxfleet.sched.StopClass;
import org.scxfleet.sched.SwitchCosts;
import org.scxfleet.sched.TaskRunner;
import org.scxfleet.sched.TickClock;
import org.scxfleet.sched.deadline.DeadlineClass;
import org.scxfleet.sched.fair.FairClass;
import org.scxfleet.sched.fair.FairFeatures;
import org.scxfleet.sched.rt.RtClass;
import org.scxfleet.stats.GroupTally;
import org.scxfleet.task.ClassId;
import org.scxfleet.task.SchedParams;
import org.scxfleet.task.SchedPolicy;
import org.scxfleet.task.Task;
import org.scxfleet.task.TaskState;
import org.scxfleet.topology.CpuTopology;
import org.scxfleet.trace.TraceDigest;

/**
 * All scheduling classes on one event queue, with tasks that only compute and sleep. Records who
 * ran where and when.
 */
public final class SmallKernel implements TaskRunner {
    public static final long MS = 1_000_000;

    /** Runs until preempted. */
    public static final long FOREVER = Long.MAX_VALUE / 4;

    private static final EventRank[] RANKS = EventRank.values();
    private static final long TICK_NS = 4 * MS;

    public final EventQueue queue = new EventQueue(64);
    public final CgroupTree cgroups;
    public final SchedCore core;
    public final FairClass fair;
    public final RtClass rt;
    public final DeadlineClass deadline;
    public final SchedChange change;
    public final List<Segment> segments = new ArrayList<>();
    private final Migrator migrator;
    private final TraceDigest digest = new TraceDigest();
    private final List<Job> jobs = new ArrayList<>();
    private final int pause = queue.register(EventRank.MESSAGE, 0, 0);
    public boolean allOnExt;

    /** A task's time on a CPU without interruption. */
    public record Segment(String task, int cpu, long fromNs, long toNs) {
        public long lengthNs() {
            return toNs - fromNs;
        }
    }

    private static final class Job {
        final Task task;
        final long workNs;
        final long periodNs;
        final int timer;
        long leftNs;
        long sinceNs = -1;
        long nextNs;

        Job(Task task, long workNs, long periodNs, int timer) {
            this.task = task;
            this.workNs = workNs;
            this.periodNs = periodNs;
            this.timer = timer;
            leftNs = workNs;
        }
    }

    public SmallKernel(int cpus) {
        this(CpuTopology.flat(cpus), new CgroupTree(), FairFeatures.DEFAULTS, 0);
    }

    public SmallKernel(
            CpuTopology topology, CgroupTree cgroups, FairFeatures features, long tickPhaseNs) {
        this.cgroups = cgroups;
        SwitchCosts free = new SwitchCosts(0, 0, 0, 0, new long[4]);
        TickClock ticks = new TickClock(TICK_NS, tickPhaseNs);
        Recorder recorder = new Recorder(queue, digest, 0);
        core = new SchedCore(queue, 0, topology, free, ticks, null, recorder, CpuPower.BARE);
        fair = new FairClass(core, 0, 1, cgroups, features, () -> allOnExt);
        rt = new RtClass(core);
        deadline = new DeadlineClass(core, 0, features.hrtick());
        core.wire(
                List.of(new StopClass(core), deadline, rt, fair, new QueueingExt(core)),
                this,
                (rq, idle, transition) -> {},
                policy -> policy == SchedPolicy.EXT || allOnExt);
        core.serveBy(deadline.servers());
        core.groups().add(new GroupTally("all"));
        migrator = new Migrator(core);
        change = new SchedChange(core, migrator);
    }

    /** A task that computes for ever, from that time on. */
    public Task hog(String name, SchedParams params, int... cpus) {
        return periodic(name, params, FOREVER, 0, 0, cpus);
    }

    /** A task that starts at a time, and then computes once per period, counted from its start. */
    public Task periodic(
            String name,
            SchedParams params,
            long workNs,
            long periodNs,
            long startNs,
            int... cpus) {
        int number = jobs.size();
        Task task = new Task(number, name, 0, core.cpuCount(), number);
        SchedChange.initialise(task, params);
        if (cpus.length > 0) {
            task.allowed.clear();
            for (int cpu : cpus) {
                task.allowed.add(cpu);
            }
            task.allowedCount = cpus.length;
        }
        task.schedClass = core.classFor(task.policy, task.priority);
        task.cpu = task.allowed.first();
        task.wakeCpu = task.cpu;
        int timer = queue.register(EventRank.TASK_TIMER, 0, number);
        jobs.add(new Job(task, workNs, periodNs, timer));
        core.classOf(task).taskForked(task, null);
        queue.arm(timer, Math.max(startNs, queue.nowNs()));
        return task;
    }

    public void runUntil(long ns) {
        queue.arm(pause, ns);
        int timer = queue.pop(ns + 1);
        while (timer != pause) {
            event(RANKS[queue.rank(timer)], queue.source(timer));
            timer = queue.pop(ns + 1);
        }
        for (int cpu = 0; cpu < core.cpuCount(); cpu++) {
            Task running = core.runQueue(cpu).current;
            if (running != null && running.schedClass != ClassId.STOP) {
                Job job = jobs.get(running.number);
                if (job.sinceNs >= 0 && ns > job.sinceNs) {
                    segments.add(new Segment(running.name, cpu, job.sinceNs, ns));
                    job.leftNs -= ns - job.sinceNs;
                    job.sinceNs = ns;
                }
            }
        }
    }

    private void event(EventRank rank, int source) {
        switch (rank) {
            case TASK_TIMER -> timer(jobs.get(source));
            case WORK_DONE -> workDone(core.runQueue(source));
            case TICK -> core.tick(core.runQueue(source));
            case HRTICK -> core.hrtick(core.runQueue(source));
            case RESCHED -> {
                RunQueue rq = core.runQueue(source);
                if (rq.needResched) {
                    core.schedule(rq);
                }
            }
            case BANDWIDTH -> fair.bandwidth().event(source);
            case DEADLINE -> deadline.event(source);
            case IRQ_WORK -> fair.interrupt(source);
            case MESSAGE, ACTION, DEVICE, WORK_ITEM ->
                    throw new IllegalStateException("unexpected " + rank);
        }
    }

    private void timer(Job job) {
        Task task = job.task;
        core.executeOn(task.wakeCpu);
        if (task.state == TaskState.NEW) {
            job.nextNs = queue.nowNs();
            core.wakeNew(task, false);
        } else {
            core.wake(task, 0, false);
        }
    }

    private void workDone(RunQueue rq) {
        Task task = rq.current;
        if (task == null) {
            return;
        }
        core.executeOn(rq.cpu);
        if (task.schedClass == ClassId.STOP) {
            migrator.runStopper(rq);
            return;
        }
        Job job = jobs.get(task.number);
        job.leftNs = job.workNs;
        job.nextNs += job.periodNs;
        if (job.periodNs == 0 || job.nextNs <= queue.nowNs()) {
            job.nextNs = Math.max(job.nextNs, queue.nowNs());
            task.state = job.periodNs == 0 ? TaskState.DEAD : TaskState.SLEEPING;
        } else {
            task.state = TaskState.SLEEPING;
        }
        if (task.state == TaskState.SLEEPING) {
            queue.arm(job.timer, Math.max(job.nextNs, queue.nowNs() + 1));
        }
        core.leaveCpu(rq);
    }

    // The task runner.

    @Override
    public void switchedIn(RunQueue rq, Task task) {
        if (task.schedClass == ClassId.STOP) {
            queue.arm(rq.workTimer, queue.nowNs());
            return;
        }
        Job job = jobs.get(task.number);
        job.sinceNs = queue.nowNs();
        queue.arm(rq.workTimer, queue.nowNs() + job.leftNs);
    }

    @Override
    public void switchedOut(RunQueue rq, Task task) {
        queue.cancel(rq.workTimer);
        if (task.schedClass == ClassId.STOP) {
            return;
        }
        Job job = jobs.get(task.number);
        if (queue.nowNs() > job.sinceNs) {
            segments.add(new Segment(task.name, rq.cpu, job.sinceNs, queue.nowNs()));
        }
        if (task.state == TaskState.RUNNABLE) {
            job.leftNs -= queue.nowNs() - job.sinceNs;
        }
        job.sinceNs = -1;
    }

    @Override
    public void addOverhead(RunQueue rq, long overheadNs) {}

    @Override
    public void busyChanged(RunQueue rq) {}

    @Override
    public void setSpeed(RunQueue rq, int speedPer1024) {}

    // What happened.

    public long digest() {
        return digest.value();
    }

    public long ranNs(String task) {
        return segments.stream()
                .filter(s -> s.task().equals(task))
                .mapToLong(Segment::lengthNs)
                .sum();
    }

    /** CPU time over the time from 0. */
    public double share(String task, long untilNs) {
        return ranNs(task) / (double) untilNs;
    }

    public List<Segment> segmentsOf(String task) {
        return segments.stream().filter(s -> s.task().equals(task)).toList();
    }

    public @Nullable Segment firstOf(String task) {
        return segments.stream().filter(s -> s.task().equals(task)).findFirst().orElse(null);
    }
}
