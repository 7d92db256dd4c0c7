package org.scxfleet.cli.fidelity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.scxfleet.cli.fidelity.SchedulerChoice.Choice;
import org.scxfleet.cli.fidelity.SchedulerChoice.Chosen;
import org.scxfleet.cli.fidelity.SchedulerChoice.Unavailable;
import org.scxfleet.host.SchedulerSpec;
import org.scxfleet.policy.PolicyCatalog;
import org.scxfleet.workload.measured.SchedulerCommand;

class JavaTwinsTest {
    private final JavaTwins twins = new JavaTwins(new PolicyCatalog());

    private Choice choose(String command) {
        return twins.choose(SchedulerCommand.parse(command));
    }

    private static Chosen twin(String name, Map<String, String> options) {
        return new Chosen(new SchedulerSpec(name, new TreeMap<>(options), ""));
    }

    @Test
    void shouldTakeTheFairClassForNone() {
        assertThat(choose("none (EEVDF)")).isEqualTo(new Chosen(SchedulerSpec.NONE));
    }

    @Test
    void shouldReadOptionsAsTheProgramsDo() {
        assertThat(choose("scx_simple")).isEqualTo(twin("simple", Map.of()));
        assertThat(choose("scx_simple -f")).isEqualTo(twin("simple", Map.of("f", "")));
        assertThat(choose("scx_qmap -s 5000")).isEqualTo(twin("qmap", Map.of("s", "5000")));
        assertThat(choose("scx_qmap -s5000 -p"))
                .isEqualTo(twin("qmap", Map.of("s", "5000", "p", "")));
    }

    @Test
    void shouldSayWhatIsMissing() {
        assertThat(choose("scx_userland"))
                .isEqualTo(new Unavailable("needs a user-space half at run time"));
        assertThat(choose("scx_qmap + scx_qmap -c S (weight 100)"))
                .isEqualTo(new Unavailable("needs a sub-scheduler"));
        assertThat(choose("scx_lavd")).isEqualTo(new Unavailable("there is no twin of scx_lavd"));
        assertThat(choose("scx_simple -z")).isInstanceOf(Unavailable.class);
        assertThat(choose("scx_qmap -s")).isInstanceOf(Unavailable.class);
    }
}
