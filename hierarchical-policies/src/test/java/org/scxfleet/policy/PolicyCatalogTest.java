package org.scxfleet.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.scxfleet.host.SchedulerSpec;
import org.scxfleet.ops.Op;
import org.scxfleet.ops.OpsForm;
import org.scxfleet.ops.SchedulerOps;
import org.scxfleet.policy.fake.FakeKernel;
import org.scxfleet.policy.option.PolicyOption;
import org.scxfleet.topology.CpuTopology;

class PolicyCatalogTest {
    private static final PolicyCatalog CATALOG = new PolicyCatalog();

    static List<PolicyCatalog.Entry> entries() {
        return CATALOG.entries();
    }

    @Test
    void shouldListItsSchedulersInAFixedOrder() {
        assertThat(entries())
                .extracting(PolicyCatalog.Entry::name)
                .startsWith(
                        "simple", "cpu0", "central", "pair", "flatcg", "sdt", "qmap", "gpu-aware");
        assertThat(entries())
                .extracting(PolicyCatalog.Entry::name)
                .doesNotHaveDuplicates()
                .allMatch(CATALOG::contains);
    }

    @ParameterizedTest
    @MethodSource("entries")
    void shouldMakeASchedulerOfThatNameWithoutOptions(PolicyCatalog.Entry entry) {
        assertThat(make(entry).name()).isEqualTo(entry.name().replace("-", "_"));
        assertThat(entry.description()).isNotBlank().doesNotContain("\n");
    }

    @ParameterizedTest
    @MethodSource("entries")
    void shouldDeclareExactlyTheOpsThatItOverrides(PolicyCatalog.Entry entry) {
        SchedulerOps scheduler = make(entry);
        EnumSet<Op> overridden = EnumSet.noneOf(Op.class);
        for (Op op : Op.values()) {
            if (overrides(scheduler, methodOf(op, scheduler.form()))) {
                overridden.add(op);
            }
        }
        assertThat(scheduler.implemented()).isEqualTo(overridden).isNotEmpty();
    }

    @ParameterizedTest
    @MethodSource("entries")
    void shouldHandleTimersOnlyIfItArmsThem(PolicyCatalog.Entry entry) {
        assertThat(overrides(make(entry), "timer"))
                .isEqualTo(List.of("central", "qmap").contains(entry.name()));
    }

    @ParameterizedTest
    @MethodSource("entries")
    void shouldNotShareItsSetOfOps(PolicyCatalog.Entry entry) {
        SchedulerOps scheduler = make(entry);
        scheduler.implemented().clear();
        assertThat(scheduler.implemented()).isNotEmpty();
        assertThat(make(entry).implemented()).isEqualTo(scheduler.implemented());
    }

    @ParameterizedTest
    @MethodSource("entries")
    void shouldNameEveryOptionOnceByLetterAndByWords(PolicyCatalog.Entry entry) {
        List<String> keys = new ArrayList<>();
        for (PolicyOption option : entry.options()) {
            keys.add(option.letter());
            keys.add(option.name());
            assertThat(option.meaning()).isNotBlank();
        }
        assertThat(keys).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @MethodSource("entries")
    void shouldRefuseAnUnknownOptionAndNameTheKnownOnes(PolicyCatalog.Entry entry) {
        assertThatThrownBy(() ->
                        entry.factory()
                                .create(FakeKernel.environment(CpuTopology.flat(4), "zzz", "1")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("scheduler " + entry.name() + ": option 'zzz' is unknown")
                .satisfies(refusal ->
                        entry.options()
                                .forEach(option ->
                                        assertThat(refusal).hasMessageContaining(option.label())));
    }

    @ParameterizedTest
    @CsvSource({
        "simpel, simple",
        "scx_simple, simple",
        "flatcgroup, flatcg",
        "Central, central",
        "qmpa, qmap"
    })
    void shouldProposeTheNearestNameForAnUnknownOne(String unknown, String proposed) {
        assertThatThrownBy(() -> CATALOG.resolve(SchedulerSpec.builtin(unknown)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + unknown + "'")
                .hasMessageContaining("did you mean " + proposed + "?");
    }

    @Test
    void shouldNotTakeTheFairClassForAScheduler() {
        assertThatThrownBy(() -> CATALOG.resolve(SchedulerSpec.NONE))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void shouldResolveASpecificationByItsName() {
        SchedulerSpec spec = new SchedulerSpec("central", new TreeMap<>(), "");
        assertThat(CATALOG.resolve(spec).create(FakeKernel.environment(CpuTopology.flat(2))).name())
                .isEqualTo("central");
    }

    private static SchedulerOps make(PolicyCatalog.Entry entry) {
        return entry.factory().create(FakeKernel.environment(CpuTopology.flat(4)));
    }

    /** The method of an op; names differ only in their form. */
    private static String methodOf(Op op, OpsForm form) {
        if (op == Op.SET_CPUMASK && form == OpsForm.CID) {
            return "setCmask";
        }
        StringBuilder name = new StringBuilder();
        for (String word : op.kernelName().split("_")) {
            name.append(
                    name.isEmpty()
                            ? word
                            : Character.toUpperCase(word.charAt(0)) + word.substring(1));
        }
        return name.toString();
    }

    private static boolean overrides(SchedulerOps scheduler, String method) {
        return Arrays.stream(SchedulerOps.class.getMethods())
                .filter(declared -> declared.getName().equals(method))
                .anyMatch(declared -> !ownerOf(scheduler, declared).isInterface());
    }

    private static Class<?> ownerOf(SchedulerOps scheduler, Method declared) {
        try {
            return scheduler
                    .getClass()
                    .getMethod(declared.getName(), declared.getParameterTypes())
                    .getDeclaringClass();
        } catch (NoSuchMethodException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
