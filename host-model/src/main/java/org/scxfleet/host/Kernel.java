package org.scxfleet.host;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.scxfleet.cgroup.CgroupTree;
import org.scxfleet.engine.EventQueue;
import org.scxfleet.engine.EventRank;
import org.scxfleet.engine.SeedTree;
import org.scxfleet.exec.Execution;
import org.scxfleet.exec.GpuPort;
import org.scxfleet.exec.LoaderThreads;
import org.scxfleet.exec.RemotePort;
import org.scxfleet.exec.TaskExecution;
import org.scxfleet.exec.TaskOffice;
import org.scxfleet.ops.TracePoint;
import org.scxfleet.ops.UserspaceThread;
import org.scxfleet.sched.CpuPower;
import org.scxfleet.sched.Migrator;
import org.scxfleet.sched.Recorder;
import org.scxfleet.sched.RunQueue;
import org.scxfleet.sched.SchedChange;
import org.scxfleet.sched.SchedCore;
import org.scxfleet.sched.TickClock;
import org.scxfleet.sched.ext.SchedExt;
import org.scxfleet.sched.ext.TaskTable;
import org.scxfleet.stats.GroupTally;
import org.scxfleet.task.SchedParams;
import org.scxfleet.task.Task;
import org.scxfleet.task.TaskSpec;
import org.scxfleet.task.TaskState;
import org.scxfleet.topology.CpuSet;
import org.scxfleet.trace.TraceDigest;
import org.scxfleet.trace.TraceKind;

/**
 * One kernel of a host, assembled: the host's own, or a guest's. Owns its tasks and takes its
 * events from the host's queue.
 *
 * <p>Everything of a kernel meets here and nowhere else: core, classes, sched_ext, execution,
 * cgroups, GPUs.
 */
final class Kernel implements TaskTable, TaskOffice {
    /** Most tasks of one kernel, forked ones included. */
    static final int MAX_TASKS = 4_000_000;

    private final int owner;
    private final String name;
    private final KernelSpec spec;
    private final long seed;
    private final EventQueue queue;
    private final Recorder recorder;
    private final SchedCore core;
    private final Migrator migrator;
    private final SchedChange change;
    private final CgroupTree cgroups = new CgroupTree();
    private final SchedExt ext;
    private final Classes classes;
    private final TaskExecution execution;
    private final GpuBridge gpus;
    private final Notices notices;
    private final Refusals refusals;
    private final List<Task> tasks = new ArrayList<>();
    private final TaskSpecifications specs = new TaskSpecifications();
    private final TreeMap<String, Integer> groupByName = new TreeMap<>();
    private final List<String> taskCgroups = new ArrayList<>();
    private final List<Housekeeping.Thread> kernelThreads;
    private final SchedulerLoader loader;
    private String schedulerAtStart = SchedulerSpec.FAIR;

    Kernel(
            int owner,
            String name,
            KernelSpec spec,
            long seed,
            EventQueue queue,
            TraceDigest digest,
            SchedulerResolver resolver,
            CpuPower power,
            RemotePort remote,
            Ports ports,
            Notices notices) {
        this.owner = owner;
        this.name = name;
        this.spec = spec;
        this.seed = seed;
        this.queue = queue;
        loader = new SchedulerLoader(this, resolver, SeedTree.derive(seed, name + "/scheduler"));
        this.notices = notices;
        refusals = new Refusals(notices, name);
        recorder = new Recorder(queue, digest, owner);
        CostProfile costs = spec.costs();
        core = makeCore(power);
        migrator = new Migrator(core);
        change = new SchedChange(core, migrator);
        makeCgroups();
        kernelThreads = Housekeeping.threadsOf(spec, SeedTree.derive(seed, name + "/housekeeping"));
        ext =
                new SchedExt(
                        core,
                        owner,
                        change,
                        cgroups,
                        this,
                        owner == 0 && spec.options().nmiWatchdog(),
                        costs.perOpNs(),
                        costs.perInsnNs());
        long balanceSeed = SeedTree.derive(seed, name + "/balance");
        classes = new Classes(core, owner, balanceSeed, cgroups, spec.options(), ext);
        gpus = new GpuBridge(spec.gpus(), spec.topology(), queue, owner, recorder, this);
        execution = makeExecution(remote, ports);
        if (!spec.gpus().isEmpty()) {
            execution.engine().watchFeeders(gpus);
        }
        applyOptions();
        core.wire(classes.all(), execution.engine(), ext.idleWatcher(), ext::takes);
        core.serveBy(classes.servers());
    }

    private SchedCore makeCore(CpuPower power) {
        KernelOptions options = spec.options();
        return new SchedCore(
                queue,
                owner,
                spec.topology(),
                spec.costs().switchCosts(),
                new TickClock(options.tickNs(), options.tickPhaseNs()),
                options.tickless(name, spec.topology().cpuCount()),
                recorder,
                power);
    }

    private TaskExecution makeExecution(RemotePort remote, Ports ports) {
        return new TaskExecution(
                core,
                owner,
                migrator,
                spec.costs().smtPer1024(),
                spec.costs().syscallNs(),
                this,
                spec.gpus().isEmpty() ? GpuPort.NONE : gpus,
                remote,
                specs::number,
                this::ensureCgroup,
                ports::route,
                ports::endpoint,
                ports::collective,
                spec.gpus().size());
    }

    private void makeCgroups() {
        for (CgroupSpec group : spec.cgroups()) {
            int number = cgroups.ensure(group.path());
            cgroups.setWeight(number, group.weight());
            cgroups.setBandwidth(number, group.quotaUs(), group.periodUs());
        }
    }

    // Start.

    /** Loads the scheduler and creates the tasks; they start at their delays. */
    void start() {
        for (TaskSpec taskSpec : spec.tasks()) {
            specs.add(taskSpec);
        }
        if (threadsInterrupts()) {
            RealTimeThreads.start(this);
        }
        if (!spec.scheduler().isFair()) {
            loader.load(spec.scheduler());
            settle();
        }
        schedulerAtStart = spec.scheduler().name();
        kernelThreads.forEach(thread -> specs.add(thread.spec()));
        for (int number = 0; number < specs.count(); number++) {
            for (int i = 0; i < specs.get(number).instances(); i++) {
                createAtStart(number);
            }
        }
    }

    /**
     * The CPUs pick again, as they do once a scheduler has been attached: what starts now finds
     * those that are idle known to be idle.
     */
    private void settle() {
        for (int cpu = core.activeCpus().first(); cpu >= 0; cpu = core.activeCpus().next(cpu + 1)) {
            reschedule(core.runQueue(cpu));
        }
    }

    private void applyOptions() {
        if (threadsInterrupts()) {
            core.threadInterrupts();
        }
        if (spec.options().proxyExecution()) {
            core.proxyExecution().switchOn();
        }
    }

    private boolean threadsInterrupts() {
        return spec.options().preemption() == KernelOptions.Preemption.RT;
    }

    /** A thread of a scheduler's loader, not yet started. */
    Task addThread(UserspaceThread thread, LoaderThreads.Programs ran) {
        Task task = addTask(thread.name(), thread.name(), thread.params(), List.of());
        execution.drive(task, thread, ran);
        born(task, null);
        return task;
    }

    void startAt(Task task, long atNs) {
        task.work.timer = queue.register(EventRank.TASK_TIMER, owner, task.number);
        queue.arm(task.work.timer, atNs);
    }

    /** The cgroup of that path; a loaded scheduler hears of each that is made for it. */
    int ensureCgroup(String path) {
        int known = cgroups.count();
        int cgroup = cgroups.ensure(path);
        for (int made = known; made < cgroups.count(); made++) {
            int error = ext.cgroupCreated(made);
            recorder.event(TracePoint.CGROUP_MKDIR, null, null, made);
            if (error != 0) {
                refusals.cgroup(cgroups.path(made));
            }
        }
        return cgroup;
    }

    private void createAtStart(int specification) {
        Task task = create(specification, null);
        startAt(task, queue.nowNs() + specs.get(specification).delayNs());
    }

    /** A new task of the specification, not yet woken. */
    private Task create(int specification, @Nullable Task parent) {
        TaskSpec taskSpec = specs.get(specification);
        Task task =
                addTask(
                        specs.nextInstance(specification),
                        taskSpec.group(),
                        taskSpec.params(),
                        taskSpec.cpus());
        int thread = specification - spec.tasks().size();
        if (thread >= 0) {
            task.kernelThread = true;
            task.deferrable = kernelThreads.get(thread).deferrable();
            task.foldsMemory = kernelThreads.get(thread).foldsMemory();
        }
        task.cgroup = ensureCgroup(taskSpec.cgroup());
        taskCgroups.set(task.number, taskSpec.cgroup());
        execution.give(
                task, specs.program(specification, made -> execution.compile(made.program())));
        born(task, parent);
        return task;
    }

    private Task addTask(String taskName, String group, SchedParams params, List<Integer> cpus) {
        if (tasks.size() >= MAX_TASKS) {
            throw new IllegalStateException("more than " + MAX_TASKS + " tasks on " + name);
        }
        int number = tasks.size();
        Task task =
                new Task(
                        number,
                        taskName,
                        group(group),
                        core.cpuCount(),
                        SeedTree.derive(seed, name + "/task/" + taskName));
        core.groups().get(task.group).tasks++;
        SchedChange.initialise(task, admitted(task, params) ? params : SchedParams.NORMAL);
        if (!cpus.isEmpty()) {
            task.allowed.clear();
            for (int cpu : cpus) {
                task.allowed.add(cpu);
            }
            task.allowedCount = task.allowed.size();
        }
        tasks.add(task);
        taskCgroups.add("/");
        return task;
    }

    private void born(Task task, @Nullable Task parent) {
        task.schedClass = core.classFor(task.policy, task.priority);
        task.cpu = parent == null ? birthCpu(task) : parent.cpu;
        task.wakeCpu = task.cpu;
        recorder.record(
                TraceKind.FORK,
                task.cpu,
                task.number,
                parent == null ? -1 : parent.number,
                task.group);
        if (ext.forked(task) != 0) {
            task.state = TaskState.DEAD;
            return;
        }
        core.classOf(task).taskForked(task, parent);
        recorder.event(TracePoint.SCHED_PROCESS_FORK, task, parent, task.cpu);
    }

    /** Threads that have been there since boot sit anywhere. */
    private static int birthCpu(Task task) {
        int cpu = task.allowed.first();
        if (task.kernelThread) {
            for (long skip = task.random.below(task.allowedCount); skip > 0; skip--) {
                cpu = task.allowed.next(cpu + 1);
            }
        }
        return cpu;
    }

    private int group(String groupName) {
        Integer known = groupByName.get(groupName);
        if (known == null) {
            known = core.groups().size();
            core.groups().add(new GroupTally(groupName));
            groupByName.put(groupName, known);
        }
        return known;
    }

    /** A task without a program, for a vCPU or a thread of the kernel; it is not woken. */
    Task addWithoutProgram(
            String taskName, String group, SchedParams params, List<Integer> cpus, String cgroup) {
        Task task = addTask(taskName, group, params, cpus);
        task.cgroup = ensureCgroup(cgroup);
        taskCgroups.set(task.number, cgroup);
        born(task, null);
        return task;
    }

    // Events.

    /** Handles one event of this kernel. */
    void event(int rank, int source) {
        if (core.lostCpus().count() > 0 && core.lostCpus().holdsBack(RANKS[rank], source)) {
            return;
        }
        switch (RANKS[rank]) {
            case WORK_DONE -> execution.engine().workDone(core.runQueue(source));
            case RESCHED -> reschedule(core.runQueue(source));
            case TICK -> {
                RunQueue rq = core.runQueue(source);
                if (!rq.tickStopped) {
                    execution.engine().timerInterrupt(source);
                }
                core.tick(rq);
                if (core.lostCpus().count() > 0) {
                    ext.tickBesideLostCpu();
                }
                execution.engine().run(rq);
            }
            case HRTICK -> {
                RunQueue rq = core.runQueue(source);
                core.executeOn(source);
                classes.hrtick(rq);
                execution.engine().run(rq);
            }
            case TASK_TIMER -> taskTimer(tasks.get(source));
            case DEVICE -> gpus.deviceEvent(source);
            case IRQ_WORK -> {
                if (!classes.interrupt(source)) {
                    ext.irqWork(source);
                }
            }
            case DEADLINE -> classes.deadlineEvent(source);
            case BANDWIDTH -> classes.bandwidthEvent(source);
            case WORK_ITEM -> ext.workItem(source);
            case ACTION, MESSAGE ->
                    throw new IllegalStateException("a kernel handles no " + RANKS[rank]);
        }
    }

    private static final EventRank[] RANKS = EventRank.values();

    private void reschedule(RunQueue rq) {
        if (rq.needResched && rq.powered) {
            core.schedule(rq);
        }
        execution.engine().run(rq);
    }

    private void taskTimer(Task task) {
        if (task.state == TaskState.NEW) {
            core.executeOn(core.lostCpus().attending(core.activeCpus().first()));
            task.startedNs = queue.nowNs();
            core.wakeNew(task, false);
        } else if (task.state != TaskState.DEAD) {
            execution.engine().timerExpired(task);
        }
    }

    /** Wakes a task by number, from a hard interrupt. */
    void wake(int number) {
        Task task = tasks.get(number);
        core.executeOn(interrupted(task));
        execution.engine().wake(task, false, false);
    }

    /** Wakes a task by number because of a message or a device. */
    void wakeByDevice(int number) {
        Task task = tasks.get(number);
        execution.engine().wakeByDevice(interrupted(task), task);
    }

    /** Where an interrupt for the task arrives. */
    private int interrupted(Task task) {
        int cpu = core.runQueue(task.wakeCpu).active ? task.wakeCpu : core.activeCpus().first();
        return core.lostCpus().attending(cpu);
    }

    /** What the task waits for on a GPU is there. */
    void gpuReady(int number) {
        Task task = tasks.get(number);
        if (task.work.spinning) {
            execution.engine().endSpin(task);
        } else {
            wakeByDevice(number);
        }
    }

    // What tasks do to tasks.

    @Override
    public void fork(int specification, Task parent) {
        Task task = create(specification, parent);
        if (task.state == TaskState.NEW) {
            task.startedNs = queue.nowNs();
            core.wakeNew(task, true);
        }
    }

    @Override
    public void setScheduler(Task task, SchedParams params) {
        if (!forbidden(task, params) && admitted(task, params)) {
            change.setScheduler(task, params);
        }
    }

    private boolean forbidden(Task task, SchedParams params) {
        boolean forbidden = ext.forbids(task, params.policy());
        if (forbidden) {
            refusals.policy(task);
        }
        return forbidden;
    }

    private boolean admitted(Task task, SchedParams params) {
        int error = classes.admit(task, params);
        if (error != 0) {
            refusals.parameters(task, params, error);
        }
        return error == 0;
    }

    @Override
    public void setAffinity(Task task, List<Integer> cpus) {
        CpuSet allowed =
                cpus.isEmpty() ? CpuSet.full(core.cpuCount()) : new CpuSet(core.cpuCount());
        for (int cpu : cpus) {
            allowed.add(cpu);
        }
        if (!change.setAffinity(task, allowed)) {
            refusals.affinity(task);
        }
    }

    @Override
    public void setCgroup(Task task, int cgroup) {
        if (change.setCgroup(task, cgroup) == 0) {
            taskCgroups.set(task.number, cgroups.path(cgroup));
        }
    }

    @Override
    public void setPriority(Task task, int priority) {
        change.setPriority(task, priority);
    }

    @Override
    public void notice(String code, Task task) {
        if (code.equals("gpu-no-room")) {
            refusals.noRoom(code, task);
        } else if (code.equals("gpu-absent")) {
            refusals.noDevice(code, task);
        } else {
            refusals.zeroTime(code, task);
        }
    }

    // Facts.

    @Override
    public @Nullable Task byNumber(int number) {
        if (number < 0 || number >= tasks.size()) {
            return null;
        }
        Task task = tasks.get(number);
        return task.state == TaskState.DEAD && !task.onCpu ? null : task;
    }

    @Override
    public int count() {
        return tasks.size();
    }

    List<Task> tasks() {
        return tasks;
    }

    int owner() {
        return owner;
    }

    String name() {
        return name;
    }

    KernelSpec spec() {
        return spec;
    }

    SchedCore core() {
        return core;
    }

    Execution engine() {
        return execution.engine();
    }

    SchedExt ext() {
        return ext;
    }

    SchedChange change() {
        return change;
    }

    Migrator migrator() {
        return migrator;
    }

    CgroupTree cgroups() {
        return cgroups;
    }

    Classes classes() {
        return classes;
    }

    @Override
    public GpuBridge gpus() {
        return gpus;
    }

    Recorder recorder() {
        return recorder;
    }

    String schedulerAtStart() {
        return schedulerAtStart;
    }

    String cgroupOf(Task task) {
        return taskCgroups.get(task.number);
    }

    SchedulerLoader loader() {
        return loader;
    }

    Notices notices() {
        return notices;
    }
}
