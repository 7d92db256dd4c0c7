package org.scxfleet.bpf.scx;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.util.Map;
import org.scxfleet.bpf.profile.LoaderProfile;
import org.scxfleet.bpf.profile.ShippedProfiles;

/** Reads profiles from YAML, as the command line does. */
final class Profiles {
    private Profiles() {}

    static LoaderProfile shipped(String opsName) {
        String yaml = ShippedProfiles.yaml(opsName);
        return yaml == null ? LoaderProfile.NONE : read(opsName, yaml);
    }

    static LoaderProfile read(String source, String yaml) {
        try {
            return LoaderProfile.read(source, new YAMLMapper().readValue(yaml, Map.class));
        } catch (JsonProcessingException malformed) {
            throw new IllegalArgumentException(source, malformed);
        }
    }
}
