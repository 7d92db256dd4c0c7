package org.scxfleet.bpf.scx;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.scxfleet.bpf.btf.Btf;
import org.scxfleet.bpf.btf.BtfType;
import org.scxfleet.bpf.btf.TypeMatch;
import org.scxfleet.bpf.kernel.KernelTypes;
import org.scxfleet.bpf.kernel.ObjectType;
import org.scxfleet.bpf.object.KernelObjects;
import org.scxfleet.bpf.object.Missing;
import org.scxfleet.bpf.object.ObjectReport;

/** What the emulated kernel publishes, against the real one and against what objects ask for. */
class ScxKernelTest {
    private static final Btf OURS = new ScxKernel(250).types();

    @Test
    void shouldDeclareEveryFunctionAsTheRealKernelDoes() {
        Btf real = KernelObjects.kernelTypes();
        SoftAssertions softly = new SoftAssertions();
        for (int id = 1; id < OURS.size(); id++) {
            if (OURS.type(id) instanceof BtfType.Function function) {
                int theirs = real.find(BtfType.Function.class, function.name());
                softly.assertThat(theirs).as(function.name()).isPositive();
                if (theirs > 0) {
                    softly.assertThat(TypeMatch.areCompatible(OURS, id, real, theirs))
                            .as(function.name() + " has the real prototype")
                            .isTrue();
                }
            }
        }
        softly.assertAll();
    }

    @Test
    void shouldHaveEveryFunctionOfSchedExt() {
        Btf real = KernelObjects.kernelTypes();
        List<String> lacking = new ArrayList<>();
        for (int id = 1; id < real.size(); id++) {
            String name = real.type(id).name();
            boolean exported =
                    real.type(id) instanceof BtfType.Function
                            && (name.startsWith("scx_bpf_")
                                    || name.startsWith("__scx_bpf_")
                                    || name.startsWith("bpf_iter_scx_"))
                            && !name.endsWith("_impl")
                            && !name.equals("__scx_bpf_now");
            if (exported && OURS.find(BtfType.Function.class, name) < 0) {
                lacking.add(name);
            }
        }
        assertThat(lacking).isEmpty();
    }

    @Test
    void shouldGiveEveryConstantTheRealValue() {
        Btf real = KernelObjects.kernelTypes();
        int count = 0;
        for (int id = 1; id < OURS.size(); id++) {
            if (OURS.type(id) instanceof BtfType.Enumeration enumeration) {
                BtfType.Enumeration theirs =
                        real.lookup(BtfType.Enumeration.class, enumeration.name());
                assertThat(theirs).as(enumeration.name()).isNotNull();
                assertThat(theirs.constants()).containsAll(enumeration.constants());
                assertThat(enumeration.sizeBytes()).isEqualTo(theirs.sizeBytes());
                count += enumeration.constants().size();
            }
        }
        assertThat(count).isGreaterThan(100);
    }

    /** A field that the real kernel has not, or has as something else, would be a trap. */
    @Test
    void shouldPublishOnlyFieldsOfTheRealStructs() {
        Btf real = KernelObjects.kernelTypes();
        SoftAssertions softly = new SoftAssertions();
        for (ObjectType<?> type : KernelTypes.viewed()) {
            for (String path : type.paths()) {
                softly.assertThat(fieldType(real, type.name(), path))
                        .as(type.name() + "." + path)
                        .isNotNull();
            }
        }
        softly.assertAll();
    }

    private static BtfType fieldType(Btf types, String struct, String path) {
        int type = types.find(BtfType.Composite.class, struct);
        for (String name : path.split("\\.", -1)) {
            type = type < 0 ? -1 : member(types, type, name);
        }
        return type < 0 ? null : types.resolved(type);
    }

    private static int member(Btf types, int struct, String name) {
        if (types.resolved(struct) instanceof BtfType.Composite composite) {
            for (BtfType.Member member : composite.members()) {
                if (member.name().equals(name)) {
                    return member.type();
                }
                int inner = member.name().isEmpty() ? member(types, member.type(), name) : -1;
                if (inner >= 0) {
                    return inner;
                }
            }
        }
        return -1;
    }

    /** The relocations of every object resolve against the published types. */
    @Test
    void shouldResolveEverythingThatTheKernelsObjectsNeed() {
        SoftAssertions softly = new SoftAssertions();
        for (Path path : KernelObjects.all()) {
            String name = path.getFileName().toString();
            ObjectReport report =
                    ObjectReport.of(name, KernelObjects.bytes(path), new ScxKernel(250));
            softly.assertThat(report.refusal()).as(name).isNull();
            if (!name.equals("non_scx_kfunc_deny.bpf.o")) {
                softly.assertThat(report.missing()).as(name).noneMatch(Missing::fatal);
            }
        }
        softly.assertAll();
    }

    @Test
    void shouldRefuseWhatTheKernelRefusesToLoad() {
        assertThat(refusal("maybe_null_fail_dsp"))
                .contains("maybe_null_fail_dsp.bpf.c:17")
                .contains("argument 2 of ops.dispatch, which may be NULL");
        assertThat(refusal("maybe_null_fail_yld")).contains("argument 2 of ops.yield");
        ObjectReport deny = inspect("non_scx_kfunc_deny");
        assertThat(deny.runs()).isFalse();
        assertThat(deny.refusal())
                .contains("tcp_ca_ssthresh")
                .contains("calls scx_bpf_kick_cpu, which may not be called from tcp_congestion");
        assertThat(deny.missing())
                .contains(new Missing(Missing.Kind.STRUCT_OPS_TYPE, "tcp_congestion_ops", true));
        assertThat(inspect("maybe_null").runs()).isTrue();
    }

    private static String refusal(String selftest) {
        ObjectReport report = inspect(selftest);
        assertThat(report.runs()).isFalse();
        return report.refusal();
    }

    private static ObjectReport inspect(String selftest) {
        return BpfSchedulerFactory.inspect(selftest, KernelObjects.selftest(selftest + ".bpf.o"));
    }
}
