package org.scxfleet.tests.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * All tests of the kernel's tools/testing/selftests/sched_ext (7.3) that say something about
 * scheduling, with the number of their subcases, so that none is forgotten. Left out are three: two
 * that only look whether the BPF verifier refuses a program (maybe_null, non_scx_kfunc_deny) and
 * one of the harness itself (example).
 */
class SelfTestCatalogTest {
    private static final Map<String, Integer> SUBCASES = new TreeMap<>();

    static {
        // Load, attach, detach.
        SUBCASES.put("minimal", 1);
        SUBCASES.put("maximal", 1);
        SUBCASES.put("reload_loop", 1);
        SUBCASES.put("create_dsq", 1);
        SUBCASES.put("enq_last_no_enq_fails", 1);
        SUBCASES.put("prog_run", 1);
        SUBCASES.put("exit", 6);
        // Insertion errors.
        SUBCASES.put("ddsp_bogus_dsq_fail", 1);
        SUBCASES.put("ddsp_vtimelocal_fail", 1);
        SUBCASES.put("select_cpu_dispatch_bad_dsq", 1);
        SUBCASES.put("select_cpu_dispatch_dbl_dsp", 1);
        // Wake-up placement.
        SUBCASES.put("select_cpu_dfl", 1);
        SUBCASES.put("select_cpu_dfl_nodispatch", 1);
        SUBCASES.put("select_cpu_dispatch", 1);
        SUBCASES.put("select_cpu_vtime", 1);
        SUBCASES.put("enq_select_cpu", 1);
        SUBCASES.put("allowed_cpus", 1);
        SUBCASES.put("numa", 1);
        // Dispatch.
        SUBCASES.put("dsp_local_on", 1);
        SUBCASES.put("peek_dsq", 1);
        SUBCASES.put("cyclic_kick_wait", 1);
        // Dequeue.
        SUBCASES.put("dequeue", 7);
        SUBCASES.put("dequeue_iter", 1);
        SUBCASES.put("dequeue_remote", 2);
        // Task life cycle.
        SUBCASES.put("init_enable_count", 2);
        SUBCASES.put("enable_cmask", 1);
        // Host events and other classes.
        SUBCASES.put("hotplug", 5);
        SUBCASES.put("nohz_tick", 1);
        SUBCASES.put("rt_stall", 4);
        SUBCASES.put("total_bw", 2);
    }

    private static final List<Class<?>> TESTS =
            List.of(
                    LoadAttachDetachTest.class,
                    InsertionErrorsTest.class,
                    WakeUpPlacementTest.class,
                    DispatchTest.class,
                    DequeueSemanticsTest.class,
                    TaskLifeCycleTest.class,
                    HostEventsTest.class);

    private static String inMethodNames(String kernelTest) {
        StringBuilder name = new StringBuilder("shouldPass");
        for (String word : kernelTest.split("_", -1)) {
            name.append(Character.toUpperCase(word.charAt(0))).append(word.substring(1));
        }
        return name.toString();
    }

    @Test
    void shouldHaveATestForEachSubcaseOfTheKernelsTests() {
        Map<String, Integer> found = new TreeMap<>();
        for (Class<?> tests : TESTS) {
            for (Method method : tests.getDeclaredMethods()) {
                KernelTest kernelTest = method.getAnnotation(KernelTest.class);
                if (kernelTest != null) {
                    found.merge(kernelTest.value(), 1, Integer::sum);
                    assertThat(method.getName()).startsWith(inMethodNames(kernelTest.value()));
                }
            }
        }
        assertThat(SUBCASES).hasSize(30);
        assertThat(SUBCASES.values().stream().mapToInt(Integer::intValue).sum()).isEqualTo(51);
        assertThat(found).isEqualTo(SUBCASES);
    }
}
