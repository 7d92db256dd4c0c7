package org.scxfleet.tests.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.scxfleet.host.Host;
import org.scxfleet.host.HostReport;
import org.scxfleet.host.HostReport.KernelReport;
import org.scxfleet.host.HostReport.TaskReport;
import org.scxfleet.host.HostSpec;
import org.scxfleet.host.SchedulerResolver;
import org.scxfleet.ops.ExitInfo;
import org.scxfleet.ops.ExitKind;
import org.scxfleet.paravirt.GuestMachine;
import org.scxfleet.policy.PolicyCatalog;

/**
 * Several hundred random hosts under random schedulers and a restless operator. Whatever happens,
 * the invariants of the model hold after every event, and in the end every task that wants to run
 * runs.
 *
 * <p>A failure names its seed; {@code -Dfuzz.seed=N} runs that host alone.
 */
class RandomHostsTest {
    private static final String ONE_SEED = "fuzz.seed";
    private static final int BLOCKS = 8;
    private static final int HOSTS_PER_BLOCK = 50;
    private static final int REPEATED_EACH = 8;
    private static final int LEAST_DECIDED = 5;

    /**
     * How a scheduler may end that makes no illegal call: by neglect, or by endless re-enqueues.
     */
    private static final EnumSet<ExitKind> BY_NEGLECT =
            EnumSet.of(ExitKind.ERROR_STALL, ExitKind.ERROR_REENQ);

    static IntStream blocks() {
        return System.getProperty(ONE_SEED) == null ? IntStream.range(0, BLOCKS) : IntStream.of(0);
    }

    private static LongStream seeds(int block) {
        String one = System.getProperty(ONE_SEED);
        return one == null
                ? LongStream.range((long) block * HOSTS_PER_BLOCK, (block + 1L) * HOSTS_PER_BLOCK)
                : LongStream.of(Long.parseLong(one));
    }

    @ParameterizedTest(name = "block {0}")
    @MethodSource("blocks")
    void shouldHoldEveryInvariantOnRandomHosts(int block) {
        List<String> failures = new ArrayList<>();
        long[] events = {0};
        int[] decided = {0};
        seeds(block)
                .forEach(seed -> {
                    try {
                        events[0] += check(seed, decided);
                    } catch (RuntimeException | AssertionError failure) {
                        failures.add("-D" + ONE_SEED + "=" + seed + ": " + text(failure));
                    }
                });
        assertThat(failures).as("%d events in block %d", events[0], block).isEmpty();
        assertThat(events[0]).isPositive();
        // Of 50 hosts and their guests a good part says whether somebody starves.
        assertThat(decided[0]).isGreaterThanOrEqualTo(leastDecided());
    }

    private static int leastDecided() {
        return System.getProperty(ONE_SEED) == null ? LEAST_DECIDED : 0;
    }

    private static String text(Throwable failure) {
        StackTraceElement[] trace = failure.getStackTrace();
        return failure + (trace.length == 0 ? "" : " at " + trace[0]);
    }

    /** Runs the host of a seed and returns the number of its events. */
    private static long check(long seed, int[] decided) {
        List<RandomScheduler> made = new ArrayList<>();
        RandomHost drawn = new RandomHost(seed);
        HostSpec spec = drawn.spec();
        Host host = assemble(spec, made);
        host.checkInvariants(true);
        advance(host, (RandomHost.CALM_NS + RandomHost.END_NS) / 2);
        HostReport before = host.report();
        advance(host, RandomHost.END_NS);
        HostReport report = host.report();
        shouldHaveEndedAsItDeserved(report, drawn, made);
        shouldAddUp(report);
        Progress progress = new Progress(spec, before, report);
        assertThat(progress.starved()).isEmpty();
        decided[0] += progress.decided();
        if (seed % REPEATED_EACH == 0) {
            Host again = assemble(new RandomHost(seed).spec(), new ArrayList<>());
            advance(again, RandomHost.END_NS);
            assertThat(again.digest()).as("digest of a repetition").isEqualTo(host.digest());
            return host.eventCount() + again.eventCount();
        }
        return host.eventCount();
    }

    private static Host assemble(HostSpec spec, List<RandomScheduler> made) {
        PolicyCatalog catalog = new PolicyCatalog();
        SchedulerResolver resolver =
                scheduler ->
                        scheduler.name().equals(RandomScheduler.NAME)
                                ? environment -> {
                                    RandomScheduler random = new RandomScheduler(environment);
                                    made.add(random);
                                    return random;
                                }
                                : catalog.resolve(scheduler);
        return Host.assemble(
                spec, resolver, Collections.nCopies(spec.guests().size(), new GuestMachine()));
    }

    private static void advance(Host host, long boundNs) {
        host.advance(
                boundNs,
                List.of(),
                envelope -> {
                    throw new IllegalStateException("a lone host sends " + envelope);
                });
    }

    private static void shouldHaveEndedAsItDeserved(
            HostReport report, RandomHost drawn, List<RandomScheduler> made) {
        List<ExitInfo> exits = report.kernels().get(0).exits();
        String offence = drawn.offender() ? made.get(0).offence() : null;
        if (offence != null) {
            assertThat(exits).as("exits after: %s", offence).hasSize(1);
            assertThat(exits.get(0).kind().isError()).as("error exit: %s", offence).isTrue();
            return;
        }
        for (KernelReport kernel : report.kernels()) {
            for (ExitInfo exit : kernel.exits()) {
                assertThat(!exit.kind().isError() || BY_NEGLECT.contains(exit.kind()))
                        .as("%s ended: %s %s", exit.scheduler(), exit.kind(), exit.message())
                        .isTrue();
            }
        }
    }

    /** What the CPUs were busy, the tasks ran; no CPU was busy longer than it existed. */
    private static void shouldAddUp(HostReport report) {
        long busyNs = 0;
        for (long cpuNs : report.kernels().get(0).cpuBusyNs()) {
            assertThat(cpuNs).isBetween(0L, report.nowNs());
            busyNs += cpuNs;
        }
        long ranNs = 0;
        for (TaskReport task : report.kernels().get(0).tasks()) {
            ranNs += task.runNs();
        }
        assertThat(ranNs).as("ran so far").isLessThanOrEqualTo(busyNs);
    }
}
