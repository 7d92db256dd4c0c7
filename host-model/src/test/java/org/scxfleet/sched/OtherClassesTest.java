package org.scxfleet.sched;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.scxfleet.task.ClassId;

class OtherClassesTest {
    private static final long MS = 1_000_000;

    @Test
    void shouldForgetHalfOfWhatRealTimeTasksUsedIn32Periods() {
        OtherClasses other = new OtherClasses();
        other.switched(ClassId.FAIR, ClassId.RT, 100 * MS);
        other.switched(ClassId.RT, ClassId.FAIR, 1_100 * MS);
        assertThat(other.usedPer1024(ClassId.FAIR, 1_100 * MS)).isBetween(1_000L, 1_024L);
        long later = 1_100 * MS + 32 * 1_024 * 1_024;
        assertThat(other.usedPer1024(ClassId.FAIR, later)).isBetween(490L, 530L);
    }

    @Test
    void shouldAddRealTimeAndDeadlineAndLeaveFairOut() {
        OtherClasses other = new OtherClasses();
        other.switched(ClassId.IDLE, ClassId.FAIR, 0);
        assertThat(other.usedPer1024(ClassId.FAIR, 500 * MS)).isZero();
        for (int i = 0; i < 1_000; i++) {
            long atNs = 500 * MS + i * 4L * MS;
            other.switched(ClassId.FAIR, ClassId.RT, atNs);
            other.switched(ClassId.RT, ClassId.DEADLINE, atNs + MS);
            other.switched(ClassId.DEADLINE, ClassId.FAIR, atNs + 2 * MS);
        }
        long used = other.usedPer1024(ClassId.FAIR, 500 * MS + 1_000 * 4 * MS);
        assertThat(used).isBetween(480L, 540L);
    }
}
