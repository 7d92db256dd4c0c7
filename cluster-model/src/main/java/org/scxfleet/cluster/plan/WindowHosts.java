package org.scxfleet.cluster.plan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.scxfleet.cluster.job.Job;
import org.scxfleet.cluster.plan.PlacementOutcome.PodOutcome;
import org.scxfleet.cluster.queue.ClusterQueues;
import org.scxfleet.cluster.queue.JobState;
import org.scxfleet.cluster.queue.PaceMeter;
import org.scxfleet.cluster.queue.PaceMeter.OpenWindow;
import org.scxfleet.cluster.queue.PodRun;
import org.scxfleet.cluster.queue.QueueOutcome;
import org.scxfleet.cluster.queue.QueueOutcome.JobOutcome;
import org.scxfleet.cluster.queue.QueueOutcome.QueueFigures;
import org.scxfleet.cluster.run.QueuedWork.Behaviour;
import org.scxfleet.cluster.run.QueuedWork.JobWork;
import org.scxfleet.cluster.run.RunSpec;
import org.scxfleet.cluster.run.RunSpec.HostGroup;
import org.scxfleet.engine.SeedTree;
import org.scxfleet.engine.SeededRandom;
import org.scxfleet.host.GuestSpec;
import org.scxfleet.host.HostReport;
import org.scxfleet.host.HostReport.KernelReport;
import org.scxfleet.host.HostReport.TaskReport;
import org.scxfleet.host.HostSpec;
import org.scxfleet.host.KernelSpec;
import org.scxfleet.share.queue.QueueTree;
import org.scxfleet.task.TaskSpec;

/**
 * The hosts of a window: every host with pods that run when it opens, with its own work and all its
 * pods from time 0 to the window's end; and for comparison, each kind of pod alone on such a host.
 *
 * <p><b>What a pace is.</b> What a pod gets done in the window beside the others, of what it gets
 * done there alone: CPU time of busy threads, completed periods of periodic ones. So what the host
 * costs everybody (switches, ticks, launches) is no slow-down; the job's duration has it already.
 *
 * <p><b>Approximations.</b> A window begins with cold hosts on which everything starts at once.
 * Actions of hosts and tasks that talk to other hosts are refused.
 */
public final class WindowHosts {
    private static final long PPM = 1_000_000;
    private static final int NOT_MEASURED = -1;

    private final RunSpec spec;
    private final OpenWindow window;
    private final List<HostSpec> hosts = new ArrayList<>();
    private final int[] hostOfStay;
    private final int[] aloneOfStay;
    private final String[] cgroups;
    private final List<String> aloneCgroups = new ArrayList<>();
    private int shared;

    /** Pods that are alike when they are alone. */
    private record Kind(Behaviour behaviour, int cgroupWeight, int group, long devices) {}

    /**
     * @param queues of the run
     * @param hostOfNode host number of each node
     * @throws IllegalArgumentException if the run has work that a window cannot carry
     */
    public WindowHosts(RunSpec spec, OpenWindow window, ClusterQueues queues, int[] hostOfNode) {
        this.spec = spec;
        this.window = window;
        List<PodRun> stays =
                window.stays().stream().map(stay -> during(stay, window.lengthNs())).toList();
        hostOfStay = new int[stays.size()];
        aloneOfStay = new int[stays.size()];
        cgroups = new String[stays.size()];
        QueueOutcome outcome = outcome(queues, stays);
        QueueCgroups paths = new QueueCgroups(outcome, spec.queued());
        SequencedMap<Integer, List<PodOutcome>> podsOfHost = new LinkedHashMap<>();
        List<PodOutcome> pods = new ArrayList<>();
        for (int i = 0; i < stays.size(); i++) {
            PodRun stay = stays.get(i);
            int host = hostOfNode[stay.node()];
            PodOutcome pod =
                    new PodOutcome(
                            QueuedPods.onHost(spec.queued().jobs().get(stay.job()), stay, outcome),
                            host,
                            devices(stay.devices()),
                            "",
                            paths.of(stay),
                            0,
                            window.lengthNs());
            pods.add(pod);
            cgroups[i] = pod.cgroup();
            hostOfStay[i] = host;
            podsOfHost.computeIfAbsent(host, _ -> new ArrayList<>()).add(pod);
        }
        addShared(podsOfHost);
        addAlone(stays, pods);
    }

    private static PodRun during(PodRun stay, long lengthNs) {
        return new PodRun(
                stay.job(),
                stay.pod(),
                stay.attempt(),
                stay.node(),
                stay.devices(),
                0,
                lengthNs,
                PodRun.End.CUT);
    }

    /** The queues and jobs as far as cgroups and groups of tasks need them. */
    private QueueOutcome outcome(ClusterQueues queues, List<PodRun> stays) {
        QueueTree tree = queues.tree();
        List<Long> none = Collections.nCopies(JobState.values().length, 0L);
        List<QueueFigures> figures = new ArrayList<>();
        for (int queue = 0; queue < tree.size(); queue++) {
            figures.add(
                    new QueueFigures(
                            tree.path(queue),
                            tree.parent(queue),
                            tree.isLeaf(queue),
                            tree.node(queue).weight(),
                            none,
                            0,
                            0,
                            0,
                            0,
                            0,
                            0,
                            0,
                            0));
        }
        List<JobOutcome> jobs = new ArrayList<>();
        for (JobWork work : spec.queued().jobs()) {
            Job job = work.job();
            int queue = queues.leaf(job.queue());
            jobs.add(new JobOutcome(job, queue, JobState.RUNNING, 0, 0, -1, 1, ""));
        }
        return new QueueOutcome(spec.queued().settings(), jobs, stays, figures, 0, List.of());
    }

    private static List<Integer> devices(long set) {
        List<Integer> devices = new ArrayList<>();
        for (long rest = set; rest != 0; rest &= rest - 1) {
            devices.add(Long.numberOfTrailingZeros(rest));
        }
        return devices;
    }

    private void addShared(SequencedMap<Integer, List<PodOutcome>> podsOfHost) {
        Map<Integer, Integer> places = new HashMap<>();
        podsOfHost.forEach((host, pods) -> {
            HostGroup group = spec.groups().get(groupOf(host));
            places.put(host, hosts.size());
            add(group, hostName(host), work(group), group.guests(), pods);
        });
        shared = hosts.size();
        for (int i = 0; i < hostOfStay.length; i++) {
            hostOfStay[i] = places.getOrDefault(hostOfStay[i], -1);
        }
    }

    /** The host's own work, as far as a window can carry it. */
    private static KernelSpec work(HostGroup group) {
        if (!Doors.of(group.kernel().tasks()).areNone()) {
            throw new IllegalArgumentException(
                    "host group "
                            + group.name()
                            + " has tasks that talk to other hosts; a window carries hosts one by"
                            + " one");
        }
        if (!group.kernel().actions().isEmpty()) {
            throw new IllegalArgumentException(
                    "host group "
                            + group.name()
                            + " has actions; a window carries none, and does not know what came"
                            + " before it");
        }
        return with(group.kernel(), group.kernel().tasks());
    }

    private static KernelSpec with(KernelSpec kernel, List<TaskSpec> tasks) {
        return new KernelSpec(
                kernel.topology(),
                kernel.options(),
                kernel.costs(),
                kernel.scheduler(),
                kernel.cgroups(),
                kernel.gpus(),
                tasks,
                List.of());
    }

    private void addAlone(List<PodRun> stays, List<PodOutcome> pods) {
        Map<Kind, Integer> places = new HashMap<>();
        for (int i = 0; i < stays.size(); i++) {
            PodRun stay = stays.get(i);
            JobWork work = spec.queued().jobs().get(stay.job());
            PodOutcome pod = pods.get(i);
            if (!Doors.of(pod.pod().tasks()).areNone()) {
                throw new IllegalArgumentException(
                        "pod "
                                + pod.pod().name()
                                + " talks to other hosts; a window carries hosts one by one");
            }
            int group = groupOf(pod.host());
            Kind kind = new Kind(work.behaviour(), work.cgroupWeight(), group, stay.devices());
            Integer place = measured(work) ? places.get(kind) : Integer.valueOf(NOT_MEASURED);
            if (place == null) {
                place = hosts.size();
                places.put(kind, place);
                HostGroup hostGroup = spec.groups().get(group);
                KernelSpec empty = with(hostGroup.kernel(), List.of());
                add(hostGroup, "alone-" + places.size(), empty, List.of(), List.of(pod));
                aloneCgroups.add(pod.cgroup());
            }
            aloneOfStay[i] = place;
        }
    }

    /** Whether the job ends, so that a pace means something. */
    private static boolean measured(JobWork work) {
        return work.job().durationNs() != Job.ENDLESS;
    }

    private void add(
            HostGroup group,
            String name,
            KernelSpec kernel,
            List<GuestSpec> guests,
            List<PodOutcome> pods) {
        String inWindow = name + "@" + window.number();
        KernelSpec loaded = HostWork.withPods(kernel, pods);
        List<GuestSpec> guestsHere = guests;
        if (group.spreadTicks()) {
            SeededRandom phases =
                    new SeededRandom(
                            SeedTree.derive(SeedTree.derive(spec.seed(), inWindow), "tick phase"));
            loaded = RunPlan.withOwnPhase(loaded, phases);
            guestsHere = guests.stream().map(g -> RunPlan.withOwnPhase(g, phases)).toList();
        }
        hosts.add(
                new HostSpec(
                        inWindow,
                        hosts.size(),
                        group.name(),
                        spec.seed(),
                        window.lengthNs(),
                        loaded,
                        guestsHere,
                        List.of(),
                        List.of(),
                        List.of()));
    }

    private int groupOf(int host) {
        int first = 0;
        for (int group = 0; group < spec.groups().size(); group++) {
            first += spec.groups().get(group).hostNames().size();
            if (host < first) {
                return group;
            }
        }
        throw new IllegalStateException("no host " + host);
    }

    private String hostName(int host) {
        int first = 0;
        for (HostGroup group : spec.groups()) {
            if (host < first + group.hostNames().size()) {
                return group.hostNames().get(host - first);
            }
            first += group.hostNames().size();
        }
        throw new IllegalStateException("no host " + host);
    }

    /** All hosts to be emulated, by number: first those of the run, then those for comparison. */
    public List<HostSpec> hosts() {
        return Collections.unmodifiableList(hosts);
    }

    /** Hosts of the run among them. */
    public int sharedCount() {
        return shared;
    }

    /**
     * The paces of the window's stays.
     *
     * @param reports of all hosts by number, with their tasks
     */
    public int[] paces(List<HostReport> reports) {
        int[] paces = new int[hostOfStay.length];
        for (int i = 0; i < paces.length; i++) {
            if (aloneOfStay[i] == NOT_MEASURED) {
                paces[i] = PaceMeter.UNMEASURED;
                continue;
            }
            Behaviour behaviour = spec.queued().jobs().get(window.stays().get(i).job()).behaviour();
            long here = done(behaviour, reports.get(hostOfStay[i]), cgroups[i]);
            long alone =
                    done(
                            behaviour,
                            reports.get(aloneOfStay[i]),
                            aloneCgroups.get(aloneOfStay[i] - shared));
            paces[i] = pace(here, alone);
        }
        return paces;
    }

    /** Paces for whoever emulates nothing. */
    public static int[] unmeasured(OpenWindow window) {
        int[] paces = new int[window.stays().size()];
        Arrays.fill(paces, PaceMeter.UNMEASURED);
        return paces;
    }

    /** What is done here of what is done alone; nobody stands still, and nobody is faster. */
    static int pace(long here, long alone) {
        return alone == 0 ? PaceMeter.UNMEASURED : (int) Math.clamp(here * PPM / alone, 1, PPM);
    }

    private static long done(Behaviour behaviour, HostReport report, String cgroup) {
        long sum = 0;
        for (KernelReport kernel : report.kernels()) {
            for (TaskReport task : kernel.tasks()) {
                if (task.cgroup().equals(cgroup)) {
                    sum +=
                            switch (behaviour) {
                                case Behaviour.Busy _ -> task.runNs();
                                case Behaviour.Periodic _, Behaviour.Programs _ ->
                                        task.iterations();
                            };
                }
            }
        }
        return sum;
    }
}
