package org.scxfleet.tests.conformance;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.scxfleet.host.CostProfile;
import org.scxfleet.host.Host;
import org.scxfleet.host.HostReport;
import org.scxfleet.host.HostSpec;
import org.scxfleet.host.KernelOptions;
import org.scxfleet.host.KernelSpec;
import org.scxfleet.host.KernelState;
import org.scxfleet.host.SchedulerSpec;
import org.scxfleet.host.TimedAction;
import org.scxfleet.host.TimedAction.Act;
import org.scxfleet.ops.ExitInfo;
import org.scxfleet.ops.SchedulerFactory;
import org.scxfleet.ops.SchedulerOps;
import org.scxfleet.task.Task;
import org.scxfleet.task.TaskSpec;
import org.scxfleet.topology.CpuTopology;
import org.scxfleet.trace.TraceKind;

/**
 * The machine on which a self-test runs, as it was left by booting: four CPUs, the kernel's own
 * threads, some daemons, and what the test adds. Schedulers are attached and detached by a link, as
 * a loader does it.
 */
public final class SelfTestHost {
    public static final int CPUS = 4;
    public static final long MS = 1_000_000L;
    public static final long SECOND = 1_000 * MS;

    /** When the first scheduler is attached, unless a test says otherwise. */
    public static final long ATTACH_NS = 100 * MS;

    private static final String LINK = "link";

    /** Of the machine, unless a test says otherwise. */
    public static final KernelOptions OPTIONS = KernelOptions.DEFAULTS.withHousekeeping();

    private final Host host;
    private final List<String> taskNames;
    private final List<Long> programResults = new ArrayList<>();
    private final Map<String, Integer> exitsByTask = new TreeMap<>();

    private SelfTestHost(Host host) {
        this.host = host;
        taskNames = new ArrayList<>();
        host.traceTo(this::see);
    }

    private void see(TraceKind kind, long timeNs, int kernel, int cpu, int task, long a, long b) {
        if (kind == TraceKind.SCX_PROGRAM) {
            programResults.add(a);
        } else if (kind == TraceKind.EXIT) {
            exitsByTask.merge(taskName(task), 1, Integer::sum);
        }
    }

    private String taskName(int number) {
        if (number >= taskNames.size()) {
            taskNames.clear();
            report().tasks().forEach(task -> taskNames.add(task.name()));
        }
        return taskNames.get(number);
    }

    /** A machine to which a test adds what it needs. */
    public static Draft draft() {
        return new Draft();
    }

    /** What is to be set up. */
    public static final class Draft {
        private final Map<String, SchedulerFactory> schedulers = new TreeMap<>();
        private final List<TaskSpec> tasks = new ArrayList<>();
        private final List<TimedAction> actions = new ArrayList<>();
        private CpuTopology topology = CpuTopology.flat(CPUS);
        private KernelOptions options = OPTIONS;
        private long seed = 1;
        private boolean checked = true;
        private int daemonCpus;

        /** Another machine than four equal CPUs. */
        public Draft on(CpuTopology other) {
            topology = other;
            return this;
        }

        /** Other build and boot options. */
        public Draft with(KernelOptions other) {
            options = other;
            return this;
        }

        public Draft seed(long other) {
            seed = other;
            return this;
        }

        /** Without the looks at all of the model's books after each event: for very many tasks. */
        public Draft unchecked() {
            checked = false;
            return this;
        }

        /** Keeps the daemons, as whoever isolates a CPU does, to the CPUs below that one. */
        public Draft daemonsOn(int cpusBelow) {
            daemonCpus = cpusBelow;
            return this;
        }

        public Draft tasks(List<TaskSpec> more) {
            tasks.addAll(more);
            return this;
        }

        public Draft tasks(TaskSpec... more) {
            return tasks(List.of(more));
        }

        /** Attaches the scheduler at the usual time. */
        public Draft attach(SchedulerOps ops) {
            return attach(ATTACH_NS, ops);
        }

        public Draft attach(long atNs, SchedulerOps ops) {
            return attach(atNs, LINK, environment -> ops);
        }

        /** Attaches a scheduler by a link of that name. */
        public Draft attach(long atNs, String link, SchedulerFactory factory) {
            String scheduler = "scheduler-" + schedulers.size();
            schedulers.put(scheduler, factory);
            return act(atNs, new Act.AttachScheduler(link, SchedulerSpec.builtin(scheduler)));
        }

        public Draft detach(long atNs) {
            return detach(atNs, LINK);
        }

        public Draft detach(long atNs, String link) {
            return act(atNs, new Act.DetachScheduler(link));
        }

        /** User space runs a program of the attached scheduler. */
        public Draft runProgram(long atNs, String program, long... context) {
            List<Long> words = new ArrayList<>();
            for (long word : context) {
                words.add(word);
            }
            return act(atNs, new Act.RunProgram(program, words));
        }

        public Draft act(long atNs, Act act) {
            actions.add(new TimedAction(atNs, act));
            return this;
        }

        /** Boots the machine; nothing has run yet. */
        public SelfTestHost boot(long endNs) {
            actions.sort(Comparator.comparingLong(TimedAction::atNs));
            List<TaskSpec> all = new ArrayList<>(tasks);
            all.addAll(SelfTestWorkloads.daemons(topology.cpuCount(), daemonCpus));
            KernelSpec kernel =
                    new KernelSpec(
                            topology,
                            options,
                            CostProfile.LAB,
                            SchedulerSpec.NONE,
                            List.of(),
                            List.of(),
                            all,
                            actions);
            Host host =
                    Host.assemble(
                            HostSpec.single("self-test", seed, endNs, kernel),
                            spec -> environment -> factory(spec).create(environment));
            host.checkInvariants(checked);
            return new SelfTestHost(host);
        }

        private SchedulerFactory factory(SchedulerSpec spec) {
            SchedulerFactory factory = schedulers.get(spec.name());
            if (factory == null) {
                throw new IllegalArgumentException("no scheduler " + spec.name());
            }
            return factory;
        }
    }

    /** Lets the machine run until that time. */
    public SelfTestHost runTo(long boundNs) {
        host.advance(boundNs, List.of(), envelope -> {});
        return this;
    }

    public KernelState state() {
        return host.kernelState(0);
    }

    /** How the schedulers ended so far, in order. */
    public List<ExitInfo> exits() {
        return report().exits();
    }

    /** What the programs returned that user space ran. */
    public List<Long> programResults() {
        return programResults;
    }

    /** Instances of the task that have ended. */
    public int ended(String task) {
        return exitsByTask.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(task + "-"))
                .mapToInt(Map.Entry::getValue)
                .sum();
    }

    /** Execution time of all instances of the task. */
    public long runNs(String task) {
        return report().tasks().stream()
                .filter(each -> each.name().startsWith(task + "-"))
                .mapToLong(HostReport.TaskReport::runNs)
                .sum();
    }

    public HostReport.KernelReport report() {
        return host.report().kernels().getFirst();
    }

    /** Notices of that code so far. */
    public long notices(String code) {
        return host.report().notices().stream()
                .filter(notice -> notice.code().equals(code))
                .mapToLong(HostReport.Notice::count)
                .sum();
    }

    /** Pid of the n-th task of a {@link Draft#tasks} list, single instances only. */
    public static int pidOfTask(int number) {
        return Task.FIRST_PID + number;
    }
}
