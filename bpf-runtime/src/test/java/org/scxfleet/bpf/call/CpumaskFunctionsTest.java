package org.scxfleet.bpf.call;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.scxfleet.bpf.map.Errno;

class CpumaskFunctionsTest {
    private final TestMachine m = new TestMachine();

    private long mask(int... cpus) {
        long mask = m.kfunc("bpf_cpumask_create");
        for (int cpu : cpus) {
            m.kfunc("bpf_cpumask_set_cpu", cpu, mask);
        }
        return mask;
    }

    @Test
    void shouldIgnoreCpusThatDoNotExist() {
        long mask = mask(1, TestMachine.CPUS, -1);
        assertThat(m.kfunc("bpf_cpumask_weight", mask)).isEqualTo(1);
        assertThat(m.kfunc("bpf_cpumask_test_cpu", 1, mask)).isEqualTo(1);
        assertThat(m.kfunc("bpf_cpumask_test_cpu", TestMachine.CPUS, mask)).isZero();
        m.kfunc("bpf_cpumask_setall", mask);
        assertThat(m.kfunc("bpf_cpumask_weight", mask)).isEqualTo(TestMachine.CPUS);
        assertThat(m.kfunc("bpf_cpumask_full", mask)).isEqualTo(1);
        m.kfunc("bpf_cpumask_clear", mask);
        assertThat(m.kfunc("bpf_cpumask_empty", mask)).isEqualTo(1);
    }

    @Test
    void shouldTellWhetherABitWasSet() {
        long mask = mask(2);
        assertThat(m.kfunc("bpf_cpumask_test_and_set_cpu", 2, mask)).isEqualTo(1);
        assertThat(m.kfunc("bpf_cpumask_test_and_clear_cpu", 2, mask)).isEqualTo(1);
        assertThat(m.kfunc("bpf_cpumask_test_and_set_cpu", 2, mask)).isZero();
    }

    @Test
    void shouldCombineAndCompareMasks() {
        long a = mask(0, 1);
        long b = mask(1, 2);
        long to = mask();
        assertThat(m.kfunc("bpf_cpumask_and", to, a, b)).isEqualTo(1);
        assertThat(m.memory().load64(to)).isEqualTo(0b010);
        m.kfunc("bpf_cpumask_or", to, a, b);
        assertThat(m.memory().load64(to)).isEqualTo(0b111);
        m.kfunc("bpf_cpumask_xor", to, a, b);
        assertThat(m.memory().load64(to)).isEqualTo(0b101);
        assertThat(m.kfunc("bpf_cpumask_and", to, mask(3), a)).isZero();
        assertThat(m.kfunc("bpf_cpumask_intersects", a, b)).isEqualTo(1);
        assertThat(m.kfunc("bpf_cpumask_subset", mask(1), a)).isEqualTo(1);
        assertThat(m.kfunc("bpf_cpumask_subset", b, a)).isZero();
        assertThat(m.kfunc("bpf_cpumask_equal", a, mask(0, 1))).isEqualTo(1);
    }

    @Test
    void shouldReturnTheNumberOfCpusWhereNoneIsSet() {
        assertThat(m.kfunc("bpf_cpumask_first", mask())).isEqualTo(TestMachine.CPUS);
        assertThat(m.kfunc("bpf_cpumask_first", mask(3))).isEqualTo(3);
        assertThat(m.kfunc("bpf_cpumask_first_zero", mask(0, 1))).isEqualTo(2);
        assertThat(m.kfunc("bpf_cpumask_first_and", mask(0, 1), mask(1))).isEqualTo(1);
        assertThat(m.kfunc("bpf_cpumask_any_distribute", mask())).isEqualTo(TestMachine.CPUS);
    }

    @Test
    void shouldDistributePicksOverTheMaskOnEveryCpuSeparately() {
        long mask = mask(0, 2, 3);
        for (int expected : new int[] {2, 3, 0, 2}) {
            assertThat(m.kfunc("bpf_cpumask_any_distribute", mask)).isEqualTo(expected);
        }
        m.cpu = 1;
        assertThat(m.kfunc("bpf_cpumask_any_and_distribute", mask, mask(2, 3))).isEqualTo(2);
    }

    @Test
    void shouldCopyAMaskFromMemory() {
        long mask = mask();
        assertThat(m.kfunc("bpf_cpumask_populate", mask, m.put(0, 0b1010), 8)).isZero();
        assertThat(m.kfunc("bpf_cpumask_weight", mask)).isEqualTo(2);
        assertThat(m.kfunc("bpf_cpumask_populate", mask, m.put(0, 0b1010), 4))
                .isEqualTo(Errno.EACCES);
    }
}
