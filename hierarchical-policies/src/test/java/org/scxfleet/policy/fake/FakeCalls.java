package org.scxfleet.policy.fake;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.scxfleet.cid.CidMask;
import org.scxfleet.cid.CidTopology;
import org.scxfleet.ops.CgroupView;
import org.scxfleet.ops.ExtKernel;
import org.scxfleet.ops.Scx;
import org.scxfleet.ops.ScxEvent;
import org.scxfleet.task.Task;
import org.scxfleet.topology.CpuSet;
import org.scxfleet.topology.CpuTopology;

/** The calls that a scheduler makes into the {@link FakeKernel}, where a cid is a CPU number. */
abstract class FakeCalls implements ExtKernel.All {
    static final long TICK_NS = 4_000_000L;
    static final long SWITCH_NS = 1_000L;

    /** A kernel thread that sleeps. */
    private static final Task KTHREADD = new Task(2 - Task.FIRST_PID, "kthreadd", 0, 1, 0);

    /** Set by the test. */
    public long nowNs;

    public int thisCpu;
    public final FakeCgroups cgroups = new FakeCgroups();
    public final CpuSet idle;

    /** Tasks by number; null once they have ended. */
    public final List<@Nullable Task> tasks = new ArrayList<>();

    public final List<@Nullable Task> current = new ArrayList<>();

    /** Calls with an effect, as sentences. */
    public final List<String> calls = new ArrayList<>();

    public final List<String> errors = new ArrayList<>();
    public final List<String> dumped = new ArrayList<>();
    public final SortedMap<Integer, Long> timers = new TreeMap<>();

    /** Tasks that the scheduler keeps in queues of its own. */
    final List<Task> held = new ArrayList<>();

    final long[] startedAtNs;
    boolean dispatching;
    boolean inserted;
    int moved;
    long directDsq = Scx.DSQ_INVALID;
    private boolean directByVtime;
    private long directFlags;

    private final CpuTopology topology;
    private final SortedMap<Long, FakeDsq> dsqs = new TreeMap<>();
    private final List<Runnable> buffer = new ArrayList<>();
    private long moveSliceNs = -1;
    private long moveVtime;
    private boolean moveVtimeGiven;

    FakeCalls(CpuTopology topology) {
        this.topology = topology;
        idle = new CpuSet(topology.cpuCount());
        startedAtNs = new long[topology.cpuCount()];
        dsqs.put(Scx.DSQ_GLOBAL, new FakeDsq());
        for (int cpu = 0; cpu < topology.cpuCount(); cpu++) {
            current.add(null);
            dsqs.put(Scx.localOn(cpu), new FakeDsq());
        }
    }

    FakeDsq dsq(long dsqId) {
        FakeDsq dsq = dsqs.get(dsqId);
        if (dsq == null) {
            throw new IllegalStateException("no DSQ " + dsqId);
        }
        return dsq;
    }

    /** Puts a task where its direct verdict says. */
    final void land(Task task) {
        long id = directDsq == Scx.DSQ_LOCAL ? Scx.localOn(task.cpu) : directDsq;
        directDsq = Scx.DSQ_INVALID;
        dsq(id).insert(task, directByVtime, directFlags);
    }

    final void flush() {
        buffer.forEach(Runnable::run);
        buffer.clear();
    }

    final boolean consumeGlobal(int cpu) {
        return consume(dsq(Scx.DSQ_GLOBAL), cpu);
    }

    @Override
    public boolean dsqInsert(Task task, long dsqId, long sliceNs, long enqFlags) {
        calls.add(
                "insert "
                        + task.name
                        + " into "
                        + name(dsqId)
                        + " for "
                        + sliceNs
                        + flags(enqFlags));
        insert(task, dsqId, sliceNs, false, 0, enqFlags);
        return true;
    }

    @Override
    public boolean dsqInsertVtime(Task task, long dsqId, long sliceNs, long vtime, long enqFlags) {
        calls.add(
                "insert "
                        + task.name
                        + " into "
                        + name(dsqId)
                        + " for "
                        + sliceNs
                        + " at "
                        + vtime
                        + flags(enqFlags));
        insert(task, dsqId, sliceNs, true, vtime, enqFlags);
        return true;
    }

    private void insert(
            Task task, long dsqId, long sliceNs, boolean byVtime, long vtime, long enqFlags) {
        if (!dispatching) {
            apply(task, sliceNs, byVtime, vtime);
            inserted = true;
            directDsq = dsqId;
            directByVtime = byVtime;
            directFlags = enqFlags;
            return;
        }
        if (buffer.size() == Scx.DISPATCH_MAX_BATCH) {
            errors.add("dispatch buffer overflow");
            return;
        }
        moved++;
        int cpu = thisCpu;
        buffer.add(() -> {
            if (held.remove(task)) {
                apply(task, sliceNs, byVtime, vtime);
                long id = dsqId == Scx.DSQ_LOCAL ? Scx.localOn(cpu) : dsqId;
                dsq(id).insert(task, byVtime, enqFlags);
            }
        });
    }

    private static void apply(Task task, long sliceNs, boolean byVtime, long vtime) {
        task.scx.sliceNs = sliceNs == 0 ? Math.max(1, task.scx.sliceNs) : sliceNs;
        if (byVtime) {
            task.scx.dsqVtime = vtime;
        }
    }

    @Override
    public boolean dsqMoveToLocal(long dsqId, long enqFlags) {
        flush();
        return consume(dsq(dsqId), thisCpu);
    }

    private boolean consume(FakeDsq dsq, int cpu) {
        for (Task task : dsq.tasks) {
            if (task.allowed.contains(cpu)) {
                dsq.tasks.remove(task);
                dsq(Scx.localOn(cpu)).insert(task, false, 0);
                moved++;
                return true;
            }
        }
        return false;
    }

    @Override
    public void dsqMoveSetSlice(long sliceNs) {
        moveSliceNs = sliceNs;
    }

    @Override
    public void dsqMoveSetVtime(long vtime) {
        moveVtime = vtime;
        moveVtimeGiven = true;
    }

    @Override
    public boolean dsqMove(long fromDsq, long untilSequence, Task task, long toDsq, long enqFlags) {
        return move(fromDsq, task, toDsq, false, enqFlags);
    }

    @Override
    public boolean dsqMoveVtime(
            long fromDsq, long untilSequence, Task task, long toDsq, long enqFlags) {
        return move(fromDsq, task, toDsq, true, enqFlags);
    }

    private boolean move(long fromDsq, Task task, long toDsq, boolean byVtime, long enqFlags) {
        calls.add("move " + task.name + " to " + name(toDsq) + flags(enqFlags));
        if (!dsq(fromDsq).tasks.remove(task)) {
            return false;
        }
        if (moveSliceNs >= 0) {
            task.scx.sliceNs = moveSliceNs;
        }
        if (moveVtimeGiven) {
            task.scx.dsqVtime = moveVtime;
        }
        moveSliceNs = -1;
        moveVtimeGiven = false;
        dsq(toDsq).insert(task, byVtime, enqFlags);
        moved++;
        return true;
    }

    @Override
    public int dispatchNrSlots() {
        return Scx.DISPATCH_MAX_BATCH - buffer.size();
    }

    @Override
    public void dispatchCancel() {
        buffer.removeLast();
    }

    @Override
    public int createDsq(long dsqId, int node) {
        return dsqs.putIfAbsent(dsqId, new FakeDsq()) == null ? 0 : Scx.EEXIST;
    }

    @Override
    public void destroyDsq(long dsqId) {
        dsqs.remove(dsqId);
    }

    @Override
    public int dsqNrQueued(long dsqId) {
        return dsq(dsqId).tasks.size();
    }

    @Override
    public @Nullable Task dsqPeek(long dsqId) {
        return dsqFirst(dsqId, false);
    }

    @Override
    public @Nullable Task dsqFirst(long dsqId, boolean reverse) {
        List<Task> queue = dsq(dsqId).tasks;
        return queue.isEmpty() ? null : reverse ? queue.getLast() : queue.getFirst();
    }

    @Override
    public @Nullable Task dsqNext(Task task, boolean reverse) {
        for (FakeDsq dsq : dsqs.values()) {
            int at = dsq.tasks.indexOf(task);
            if (at >= 0) {
                int next = reverse ? at - 1 : at + 1;
                return next >= 0 && next < dsq.tasks.size() ? dsq.tasks.get(next) : null;
            }
        }
        return null;
    }

    @Override
    public long dsqSequence(long dsqId) {
        return dsq(dsqId).sequence;
    }

    @Override
    public void dsqReenqueue(long dsqId, long reenqFlags) {
        calls.add("reenqueue " + name(dsqId));
    }

    @Override
    public void kickCpu(int cpu, long kickFlags) {
        calls.add("kick " + cpu + " " + kickFlags);
    }

    @Override
    public boolean taskSetSlice(Task task, long sliceNs) {
        task.scx.sliceNs = sliceNs;
        return true;
    }

    @Override
    public boolean taskSetDsqVtime(Task task, long vtime) {
        task.scx.dsqVtime = vtime;
        return true;
    }

    @Override
    public int selectCpuDefault(Task task, int prevCpu, long wakeFlags) {
        if (task.allowed.contains(prevCpu) && idle.testAndRemove(prevCpu)) {
            return prevCpu;
        }
        int cpu = idle.nextShared(0, task.allowed);
        idle.testAndRemove(cpu);
        return cpu < 0 ? ~prevCpu : cpu;
    }

    @Override
    public void armTimer(int timerKey, long atNs) {
        timers.put(timerKey, atNs);
    }

    @Override
    public void cancelTimer(int timerKey) {
        timers.remove(timerKey);
    }

    @Override
    public void error(String message) {
        errors.add(message);
    }

    @Override
    public void dumpText(String text) {
        dumped.add(text);
    }

    @Override
    public void cpuPerfSet(int cpu, int perf) {
        calls.add("perf " + cpu + " " + perf);
    }

    @Override
    public CgroupView cgroups() {
        return cgroups;
    }

    @Override
    public CpuTopology topology() {
        return topology;
    }

    @Override
    public long nowNs() {
        return nowNs;
    }

    @Override
    public int thisCpu() {
        return thisCpu;
    }

    @Override
    public int cpuCount() {
        return topology.cpuCount();
    }

    @Override
    public boolean taskRunning(Task task) {
        return current.contains(task);
    }

    @Override
    public int taskCpu(Task task) {
        return task.cpu;
    }

    @Override
    public @Nullable Task cpuCurrent(int cpu) {
        return current.get(cpu);
    }

    @Override
    public int taskCgroup(Task task) {
        return task.cgroup;
    }

    @Override
    public CpuSet onlineCpus() {
        return topology.allCpus();
    }

    @Override
    public int taskCount() {
        return tasks.size();
    }

    @Override
    public @Nullable Task taskByNumber(int number) {
        return tasks.get(number);
    }

    @Override
    public int cpuNode(int cpu) {
        return topology.node(cpu);
    }

    @Override
    public CpuSet idleCpus() {
        return idle;
    }

    // What no scheduler of this module calls.

    @Override
    public CpuSet idleSmtCpus() {
        throw notFaked();
    }

    @Override
    public boolean testAndClearCpuIdle(int cpu) {
        throw notFaked();
    }

    @Override
    public int pickIdleCpu(CpuSet allowed, long pickFlags) {
        throw notFaked();
    }

    @Override
    public int pickAnyCpu(CpuSet allowed, long pickFlags) {
        throw notFaked();
    }

    @Override
    public int pickIdleCpuInNode(CpuSet allowed, int node, long pickFlags) {
        throw notFaked();
    }

    @Override
    public int pickAnyCpuInNode(CpuSet allowed, int node, long pickFlags) {
        throw notFaked();
    }

    @Override
    public CpuSet idleCpusOfNode(int node) {
        throw notFaked();
    }

    @Override
    public CpuSet idleSmtCpusOfNode(int node) {
        throw notFaked();
    }

    @Override
    public int cpuPerfCapacity(int cpu) {
        throw notFaked();
    }

    @Override
    public int cpuPerfCurrent(int cpu) {
        throw notFaked();
    }

    @Override
    public @Nullable Task taskByTid(long tid) {
        throw notFaked();
    }

    @Override
    public @Nullable Task taskByPid(int pid) {
        return pid == KTHREADD.pid ? KTHREADD : null;
    }

    @Override
    public long eventCount(ScxEvent event) {
        throw notFaked();
    }

    @Override
    public void exit(long exitCode, String message) {
        throw notFaked();
    }

    @Override
    public int selectCpuAnd(
            Task task, int prevCpu, long wakeFlags, CpuSet allowed, long pickFlags) {
        throw notFaked();
    }

    @Override
    public int reenqueueLocal() {
        throw notFaked();
    }

    @Override
    public int cidCount() {
        return cpuCount();
    }

    @Override
    public int onlineCidCount() {
        throw notFaked();
    }

    @Override
    public @Nullable CidMask onlineCids() {
        throw notFaked();
    }

    @Override
    public int cidToCpu(int cid) {
        return cid;
    }

    @Override
    public int cpuToCid(int cpu) {
        return cpu;
    }

    @Override
    public CidTopology cidTopology(int cid) {
        throw notFaked();
    }

    @Override
    public int thisCid() {
        return thisCpu;
    }

    @Override
    public int taskCid(Task task) {
        return task.cpu;
    }

    @Override
    public @Nullable Task cidCurrent(int cid) {
        throw notFaked();
    }

    @Override
    public void kickCid(int cid, long kickFlags) {
        kickCpu(cid, kickFlags);
    }

    @Override
    public int cidPerfCapacity(int cid) {
        throw notFaked();
    }

    @Override
    public int cidPerfCurrent(int cid) {
        throw notFaked();
    }

    @Override
    public int cidPerfSet(int cid, int perf) {
        cpuPerfSet(cid, perf);
        return 0;
    }

    @Override
    public void overrideCids(int[] cidOfCpu, int[] shardStart) {
        calls.add("cids " + list(cidOfCpu) + " shards " + list(shardStart));
    }

    private static String list(int[] numbers) {
        return Arrays.stream(numbers).mapToObj(Integer::toString).collect(Collectors.joining(","));
    }

    private static IllegalStateException notFaked() {
        return new IllegalStateException("the fake kernel does not know this call");
    }

    private static String name(long dsqId) {
        if (dsqId == Scx.DSQ_LOCAL) {
            return "LOCAL";
        }
        if (dsqId == Scx.DSQ_GLOBAL) {
            return "GLOBAL";
        }
        return Scx.isLocalOn(dsqId)
                ? "LOCAL_ON " + (dsqId & Scx.DSQ_LOCAL_CPU_MASK)
                : Long.toString(dsqId);
    }

    private static String flags(long enqFlags) {
        return enqFlags == 0 ? "" : " flags " + Long.toHexString(enqFlags);
    }
}
