package org.scxfleet.tests.bpf;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.scxfleet.bpf.code.ProgramRefused;
import org.scxfleet.bpf.object.ObjectReport;
import org.scxfleet.bpf.profile.LoaderProfile;
import org.scxfleet.bpf.scx.BpfSchedulerFactory;
import org.scxfleet.host.Host;
import org.scxfleet.ops.ExitInfo;
import org.scxfleet.topology.CpuTopology;

/**
 * Objects with damaged bytes: each is refused with a message, or ends its scheduler, or runs.
 * Nothing else may come of it.
 *
 * <p>{@code -Ddamaged.objects=N} tries N instead of a few hundred, from {@code -Ddamaged.seed=N}
 * on; a failure names the seed of its object. The kernel's objects take part where {@code
 * -Dbpf.objects} says that they are.
 */
class DamagedObjectsTest {
    private static final int TRIES = Integer.getInteger("damaged.objects", 300);
    private static final long FIRST_SEED = Long.getLong("damaged.seed", 1);
    private static final long DURATION_NS = 5 * SmallHost.MS_NS;

    /** Every so many loadable objects one is compiled as well, which takes longer. */
    private static final int COMPILED_EACH = 4;

    private enum Outcome {
        REFUSED,
        REFUSED_BY_HOST,
        EJECTED,
        RAN
    }

    @Test
    void shouldBeRefusedOrEndOrRun() throws IOException {
        List<byte[]> objects = objects();
        Map<Outcome, Integer> outcomes = new EnumMap<>(Outcome.class);
        for (long seed = FIRST_SEED; seed < FIRST_SEED + TRIES; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            Damage damage = Damage.values()[random.nextInt(Damage.values().length)];
            byte[] object = objects.get(random.nextInt(objects.size())).clone();
            byte[] other = objects.get(random.nextInt(objects.size()));
            Outcome outcome;
            try {
                outcome = examine(damage.apply(object, other, random), random);
            } catch (RuntimeException | Error wrong) {
                throw new AssertionError("-Ddamaged.seed=" + seed + " (" + damage + ")", wrong);
            }
            outcomes.merge(outcome, 1, Integer::sum);
        }
        System.out.println("damaged objects: " + outcomes);
        // Otherwise the damage is so heavy, or so light, that it tests only one of them.
        if (TRIES >= 300) {
            assertThat(outcomes).containsKeys(Outcome.REFUSED, Outcome.EJECTED, Outcome.RAN);
        }
    }

    private static List<byte[]> objects() throws IOException {
        List<byte[]> objects = new ArrayList<>();
        for (String name : CompiledObjects.exampleNames()) {
            objects.add(CompiledObjects.object(CompiledObjects.examples(), name));
        }
        for (String name : CompiledObjects.checkNames("v3")) {
            objects.add(CompiledObjects.object(CompiledObjects.checks("v3"), name));
        }
        String kernel = System.getProperty("bpf.objects", "");
        for (String folder : List.of("examples", "selftests")) {
            if (!kernel.isEmpty()) {
                try (Stream<Path> files = Files.list(Path.of(kernel, folder))) {
                    for (Path file : files.sorted().toList()) {
                        objects.add(Files.readAllBytes(file));
                    }
                }
            }
        }
        return objects;
    }

    private static Outcome examine(byte[] object, SplittableRandom random) {
        ObjectReport report = BpfSchedulerFactory.inspect("damaged", object);
        assertThat(report.name()).isNotNull();
        BpfSchedulerFactory factory;
        try {
            factory =
                    random.nextInt(COMPILED_EACH) == 0
                            ? BpfSchedulerFactory.of("damaged", object, LoaderProfile.NONE)
                            : BpfSchedulerFactory.interpreted(
                                    "damaged", object, LoaderProfile.NONE);
        } catch (ProgramRefused refused) {
            assertThat(refused.getMessage()).isNotBlank();
            return Outcome.REFUSED;
        }
        Host host;
        try {
            host = SmallHost.run(CpuTopology.flat(2), factory, DURATION_NS);
        } catch (IllegalArgumentException refused) {
            assertThat(refused.getMessage()).isNotBlank().doesNotContain("Exception");
            return Outcome.REFUSED_BY_HOST;
        }
        List<ExitInfo> exits = host.report().kernels().getFirst().exits();
        exits.forEach(exit -> assertThat(exit.kind().reason()).isNotBlank());
        return exits.isEmpty() ? Outcome.RAN : Outcome.EJECTED;
    }
}
