package org.scxfleet.workload.input;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.scxfleet.host.HostReport.Notice;

class NoticeLogTest {
    private record Kind(String code, String meaning) implements NoticeKind {}

    @Test
    void shouldCountByCodeAndKeepTheFirstCase() {
        NoticeLog log = new NoticeLog();
        Kind b = new Kind("b", "means b");
        Kind a = new Kind("a", "means a");
        log.add(b, "line 1", "one");
        log.add(a, "line 2", "two");
        log.add(b, "line 3", "three");

        assertThat(log.notices())
                .containsExactly(
                        new Notice("b", "line 1", 2, "one", "means b"),
                        new Notice("a", "line 2", 1, "two", "means a"));
    }
}
