package org.scxfleet.workload.laxjson;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.scxfleet.workload.input.BadInputException;
import org.scxfleet.workload.input.Place;
import org.scxfleet.workload.laxjson.LaxValue.Kind;
import org.scxfleet.workload.laxjson.LaxValue.Scalar;

class LaxJsonTest {
    private static LaxObject read(String text) {
        try {
            return LaxJson.readObject(
                    new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), "x.json");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void shouldKeepOrderAndDuplicates() {
        LaxObject root = read("{\"run\": 1, \"sleep\": 2, \"run\": 3}");

        assertThat(root.members()).extracting(Member::key).containsExactly("run", "sleep", "run");
        assertThat(root.members())
                .extracting(member -> member.wholeNumber(0, 9))
                .containsExactly(1L, 2L, 3L);
    }

    @Test
    void shouldGiveThePlaceOfKeysAndValues() {
        LaxObject root = read("{\n  \"a\": [10,\n    20]\n}");

        Member a = root.require("a", "");
        assertThat(a.place()).isEqualTo(new Place("x.json", 2, 3));
        assertThat(a.value().place()).isEqualTo(new Place("x.json", 2, 8));
        assertThat(a.array("").values().get(1).place()).isEqualTo(new Place("x.json", 3, 5));
    }

    @Test
    void shouldReadCommentsTrailingCommasAndSingleQuotes() {
        LaxObject root =
                read(
                        """
                        { /* a "quoted" , comment { */ "a": 1, // "b": 2,
                          # 'c': 3
                          'd': 'it, is: {fine}', }
                        """);

        assertThat(root.members()).extracting(Member::key).containsExactly("a", "d");
        assertThat(root.require("d", "").text("")).isEqualTo("it, is: {fine}");
    }

    @Test
    void shouldReadMembersWithoutValueAndKeepThePlacesBehindThem() {
        LaxObject root =
                read("{ \"suspend\", \"yield\" : , \"last\": 5, \"x\": { \"alone\" }, \"end\" }");

        assertThat(root.members())
                .extracting(Member::key)
                .containsExactly("suspend", "yield", "last", "x", "end");
        assertThat(root.require("suspend", "").is(Kind.NOTHING)).isTrue();
        assertThat(root.require("yield", "").is(Kind.NOTHING)).isTrue();
        assertThat(root.require("last", "").place()).isEqualTo(new Place("x.json", 1, 26));
        assertThat(root.require("x", "").object("").require("alone", "").is(Kind.NOTHING)).isTrue();
        assertThat(root.require("end", "").place()).isEqualTo(new Place("x.json", 1, 55));
    }

    @Test
    void shouldNotInsertValuesIntoArraysOrEmptyObjects() {
        LaxObject root = read("{\"a\": [\"b\", \"c\"], \"d\": {}, \"e\": []}");

        assertThat(root.require("a", "").array("").values())
                .extracting(value -> ((Scalar) value).text())
                .containsExactly("b", "c");
        assertThat(root.require("d", "").object("").members()).isEmpty();
        assertThat(root.require("e", "").array("").values()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    {"a": 1               | ends in the middle
                    {"a": 1} {            | has text after the end
                    [1]                   | does not begin with an object
                    {"a": 1 "b": 2}       | is not JSON here
                    {"a": tru}            | is not JSON here
                    {"a": [1, 2}          | is not JSON here
                    {"a": "x              | ends in the middle
                    {"a": /* x            | ends in the middle
                    ` `                   | is empty
                    """)
    void shouldSayWhatIsWrongWithTheSyntax(String text, String problem) {
        assertThatThrownBy(() -> read(text))
                .isInstanceOf(BadInputException.class)
                .hasMessageStartingWith("x.json")
                .hasMessageContaining(problem)
                .hasMessageNotContaining("\n");
    }

    @Test
    void shouldGiveThePlaceOfASyntaxErrorInTheTextOfTheUser() {
        assertThatThrownBy(() -> read("{ \"suspend\",\n \"yield\", \"b\" 5 }"))
                .isInstanceOfSatisfying(
                        BadInputException.class,
                        e -> {
                            assertThat(e.line()).isEqualTo(2);
                            assertThat(e.column()).isEqualTo(15);
                        });
    }

    @Test
    void shouldRefuseNestingWithoutEnd() {
        String deep = "{\"a\":".repeat(LaxJson.MAX_DEPTH + 1) + "1" + "}".repeat(100);

        assertThatThrownBy(() -> read(deep)).isInstanceOf(BadInputException.class);
    }

    @Test
    void shouldRefuseWhatIsNotText() {
        byte[] bytes = {'{', (byte) 0xff, '}'};

        assertThatThrownBy(() -> LaxJson.readObject(new ByteArrayInputStream(bytes), "x.json"))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("is not UTF-8 text");
    }

    @Test
    void shouldTellNumbersFromWhatOnlyLooksLikeThem() {
        LaxObject root = read("{\"a\": 1.5, \"b\": \"5\", \"c\": 1e99999, \"d\": 5.0, \"e\": +07}");

        assertThat(root.require("a", "").number(0, 2)).isEqualByComparingTo("1.5");
        assertThat(root.require("d", "").wholeNumber(0, 9)).isEqualTo(5);
        assertThat(root.require("e", "").wholeNumber(0, 9)).isEqualTo(7);
        for (String key : new String[] {"a", "b", "c"}) {
            Member member = root.require(key, "");
            assertThatThrownBy(() -> member.wholeNumber(0, 9))
                    .isInstanceOf(BadInputException.class)
                    .hasMessageContaining("'" + key + "' is")
                    .hasMessageContaining("give a whole number from 0 to 9");
        }
    }
}
