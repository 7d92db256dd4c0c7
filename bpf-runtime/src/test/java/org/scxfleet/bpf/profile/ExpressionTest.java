package org.scxfleet.bpf.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExpressionTest {
    private static final Expression.Names NAMES =
            new Expression.Names() {
                @Override
                public long value(String name, List<Long> arguments) {
                    return switch (name) {
                        case "$i" -> 3;
                        case "$topology.llc" -> arguments.getFirst() / 8;
                        case "SCX_X" -> -1;
                        default -> throw new IllegalArgumentException("unknown name " + name);
                    };
                }
            };

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "1 + 2 * 3; 7",
                "(1 + 2) * 3; 9",
                "10 - 4 - 3; 3",
                "1 << 2 + 1; 8",
                "7 & 3 == 3; 1",
                "1 | 6 ^ 2; 5",
                "0x10 / 3 % 4; 1",
                "-$i + ~0; -4",
                "!0 && !1 || 1; 1",
                "$i > 2 ? 10 : 20; 10",
                "0 ? 1 : 0 ? 2 : 3; 3",
                "$topology.llc($i * 8); 3",
                "SCX_X; -1",
                "0xffffffffffffffff; -1",
                "$i <= 3 && $i >= 3 && $i != 4 && $i < 4; 1",
                "0 && 1 / 0; 0"
            })
    void shouldComputeAsInC(String text, long value) {
        assertThat(Expression.parse(text).evaluate(NAMES)).isEqualTo(value);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1 +", "(1", "1 2", "a b", "1 ? 2", "08x", "f(1", "@", "1 = 2"})
    void shouldRefuseWhatIsMalformed(String text) {
        assertThatThrownBy(() -> Expression.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + text + "'");
    }

    @Test
    void shouldRefuseEndlessNesting() {
        String deep = "(".repeat(100_000) + "1";
        assertThatThrownBy(() -> Expression.parse(deep))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("nested too deeply");
        assertThatThrownBy(() -> Expression.parse("-".repeat(100_000) + "1"))
                .hasMessageContaining("nested too deeply");
    }

    @Test
    void shouldRefuseDivisionByZeroAndUnknownNames() {
        assertThatThrownBy(() -> Expression.parse("1 / ($i - 3)").evaluate(NAMES))
                .hasMessage("division by zero");
        assertThatThrownBy(() -> Expression.parse("nothing").evaluate(NAMES))
                .hasMessage("unknown name nothing");
    }
}
