package org.scxfleet.cli.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class YamlReaderTest {
    @Test
    void shouldKnowTheLineOfEveryValue() {
        YamlValue.Mapping root = (YamlValue.Mapping) YamlReader.read("f.yaml", "a: 1\nb:\n  - 2\n");
        assertThat(root.entries().get(1).origin()).isEqualTo(new Origin("f.yaml", 2));
        YamlValue.Sequence list = (YamlValue.Sequence) root.entries().get(1).value();
        assertThat(list.items().getFirst().origin().toString()).isEqualTo("f.yaml:3");
    }

    @Test
    void shouldResolveAliases() {
        YamlValue.Mapping root =
                (YamlValue.Mapping) YamlReader.read("f.yaml", "a: &x {k: v}\nb: *x\n");
        assertThat(root.get("b")).isEqualTo(root.get("a"));
    }

    @Test
    void shouldKeepAKeyThatOldYamlTakesForATruthValue() {
        YamlValue.Mapping root = (YamlValue.Mapping) YamlReader.read("f.yaml", "on: off\n");
        assertThat(root.entries().getFirst().key()).isEqualTo("on");
        assertThat(JsonTree.of(root)).hasToString("{\"on\":\"off\"}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''|f.yaml: the file is empty",
                "'a: 1\na: 2'|f.yaml:2: key 'a' is given twice, first at f.yaml:1",
                "'a: 1\n---\nb: 1'|f.yaml:3: a second document begins here; one is allowed",
                "'a: [1'|f.yaml:1: this is no YAML",
                "'? [a]\n: 1'|f.yaml:1: a key must be a name",
                "'a: &x [*x]'|nested more than 64 deep",
                "'a:\n\t- 1'|f.yaml:2: this is no YAML",
            })
    void shouldRefuseWhatIsNotOneDocument(String text, String message) {
        assertThatThrownBy(() -> YamlReader.read("f.yaml", text))
                .isInstanceOf(InputException.class)
                .hasMessageContaining(message);
    }

    @Test
    void shouldStopAtABillionLaughs() {
        StringBuilder text = new StringBuilder("a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n");
        for (int i = 1; i < 10; i++) {
            String before = "*a" + (i - 1);
            text.append("a").append(i).append(": &a").append(i).append(" [");
            text.append((before + ",").repeat(10)).append("]\n");
        }
        assertThatThrownBy(() -> YamlReader.read("f.yaml", text.toString()))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("more than 2000000 values");
    }
}
