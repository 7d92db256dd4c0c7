package org.scxfleet.sched;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.scxfleet.topology.CpuTopology;

class VacantCpusTest {
    @Test
    void shouldCountACoreAsVacantOnlyWhileAllItsThreadsAre() {
        VacantCpus vacant = new VacantCpus(CpuTopology.regular("smt", 1, 1, 1, 3, 2, false));
        vacant.changed(0, false);
        assertThat(vacant.cpus()).hasToString("1-5");
        assertThat(vacant.ofVacantCores()).hasToString("1-2,4-5");
        vacant.changed(3, false);
        vacant.changed(0, true);
        assertThat(vacant.cpus()).hasToString("0-2,4-5");
        assertThat(vacant.ofVacantCores()).hasToString("1-2,4-5");
        vacant.changed(3, true);
        assertThat(vacant.ofVacantCores()).hasToString("0-5");
    }

    @Test
    void shouldTakeEachCpuForACoreWithoutSmt() {
        VacantCpus vacant = new VacantCpus(CpuTopology.flat(70));
        vacant.changed(64, false);
        assertThat(vacant.cpus()).hasToString("0-63,65-69");
        assertThat(vacant.ofVacantCores()).isSameAs(vacant.cpus());
    }
}
