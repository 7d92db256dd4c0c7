package org.scxfleet.cli.bpf;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Map;
import org.scxfleet.bpf.profile.LoaderProfile;
import org.scxfleet.cli.yaml.InputException;
import org.scxfleet.cli.yaml.JsonTree;
import org.scxfleet.cli.yaml.YamlReader;
import org.scxfleet.cli.yaml.YamlValue;

/** Reads loader profiles. */
public final class ProfileYaml {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private ProfileYaml() {}

    /**
     * The profile in a text.
     *
     * @param source file name or the like, for messages
     * @throws IllegalArgumentException if it is none; the message names source, key and what would
     *     be right
     */
    public static LoaderProfile read(String source, String text) {
        YamlValue document;
        try {
            document = YamlReader.read(source, text);
        } catch (InputException e) {
            throw new IllegalArgumentException("profile " + e.getMessage(), e);
        }
        if (!(document instanceof YamlValue.Mapping)) {
            throw new IllegalArgumentException(
                    "profile "
                            + document.origin()
                            + ": a mapping is expected, not "
                            + document.kind());
        }
        return LoaderProfile.read(
                source,
                MAPPER.convertValue(
                        JsonTree.of(document), new TypeReference<Map<String, Object>>() {}));
    }
}
