package org.scxfleet.cli.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OverridesTest {
    private static final YamlValue DOCUMENT =
            YamlReader.read("s.yaml", "seed: 1\nhosts:\n  - {name: a, count: 2}\n");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "seed=7|{'seed':7,'hosts':[{'name':'a','count':2}]}",
                "hosts[0].count=4|{'seed':1,'hosts':[{'name':'a','count':4}]}",
                "jobs.nodes=x.csv|{'seed':1,'hosts':[{'name':'a','count':2}],'jobs':{'nodes':'x.csv'}}",
                "hosts[1].name=b|{'seed':1,'hosts':[{'name':'a','count':2},{'name':'b'}]}",
                "hosts[0]={name: z}|{'seed':1,'hosts':[{'name':'z'}]}",
                "name=|{'seed':1,'hosts':[{'name':'a','count':2}],'name':''}",
            })
    void shouldPutTheValueInItsPlace(String setting, String json) {
        YamlValue changed = Overrides.apply(DOCUMENT, List.of(setting));
        assertThat(JsonTree.of(changed)).hasToString(json.replace('\'', '"'));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "seed|must look like path=value",
                "hosts[9].count=1|the list has 1 items, no [9]",
                "hosts.count=1|is asked of a list; write [0] for its first item",
                "seed[0]=1|there is no list before [0]",
                "a..b=1|is no path such as hosts[0].topology",
                "seed=[1|this is no YAML",
            })
    void shouldRefuseAPathThatLeadsNowhere(String setting, String message) {
        assertThatThrownBy(() -> Overrides.apply(DOCUMENT, List.of(setting)))
                .isInstanceOf(InputException.class)
                .hasMessageStartingWith("--set " + setting + ": ")
                .hasMessageContaining(message);
    }

    @Test
    void shouldSayThatTheValueCameFromTheCommandLine() {
        YamlValue.Mapping changed =
                (YamlValue.Mapping) Overrides.apply(DOCUMENT, List.of("seed=x"));
        assertThat(changed.get("seed").origin().toString()).isEqualTo("--set seed=x");
    }
}
