package org.scxfleet.workload.csvtable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.scxfleet.workload.input.BadInputException;

class CsvTableTest {
    private static void read(String text, Consumer<CsvRow> consumer) {
        try {
            CsvTable.read(
                    new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)),
                    "t.csv",
                    List.of("name", "count"),
                    consumer);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void shouldFindValuesByTheNameOfTheirColumnWhateverTheOrder() {
        List<String> seen = new ArrayList<>();
        read(
                "count,other,name\r\n3,x, a \n,y,\"b,c\"\n",
                row ->
                        seen.add(
                                row.name("name")
                                        + "="
                                        + row.optionalWholeNumber("count", 0, 9)
                                        + "@"
                                        + row.place()));

        assertThat(seen)
                .containsExactly("a=OptionalLong[3]@t.csv:2", "b,c=OptionalLong.empty@t.csv:3");
    }

    @Test
    void shouldTellWhichColumnsTheTableHas() {
        List<String> seen = new ArrayList<>();
        read(
                "count,other,name\n3,x,a\n",
                row -> seen.add(row.columns() + " " + row.has("other") + " " + row.has("more")));

        assertThat(seen).containsExactly("[count, other, name] true false");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    ``                      | t.csv: is empty; begin with a header line
                    `name,count,name\na,1,b` | t.csv:1: 'name' stands twice in the header line
                    `name\nx`               | t.csv:1: 'count' is missing from the header line
                    `name,count\na,1\nb`    | t.csv:3: has 1 fields; give 2 as in the header line
                    `name,count\na,x`       | t.csv:2: 'count' is "x"; give a whole number from 0
                    `name,count\na,-1`      | t.csv:2: 'count' is -1; give a whole number from 0
                    `name,count\na,`        | t.csv:2: 'count' is empty; give a whole number from 0
                    `name,count\n,1`        | t.csv:2: 'name' is empty; give a name
                    """)
    void shouldNameFileLineAndColumnOfBadInput(String text, String message) {
        assertThatThrownBy(() ->
                        read(
                                text.replace("\\n", "\n"),
                                row -> {
                                    assertThat(row.name("name")).isNotEmpty();
                                    assertThat(row.wholeNumber("count", 0, 9)).isNotNegative();
                                }))
                .isInstanceOf(BadInputException.class)
                .hasMessageStartingWith(message);
    }

    @Test
    void shouldRefuseNumbersThatAreNone() {
        for (String bad : List.of("NaN", "-0.5", "1e999", "abc")) {
            assertThatThrownBy(() -> read("name,count\na," + bad, row -> row.number("count")))
                    .isInstanceOf(BadInputException.class)
                    .hasMessageContaining("'count' is")
                    .hasMessageContaining("give a number of at least 0");
        }
    }
}
