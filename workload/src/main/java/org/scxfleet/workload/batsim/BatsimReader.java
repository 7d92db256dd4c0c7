package org.scxfleet.workload.batsim;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.scxfleet.cluster.simulation.JobSpec;
import org.scxfleet.cluster.simulation.TimedJob;
import org.scxfleet.workload.input.BadInputException;
import org.scxfleet.workload.input.JobTrace;
import org.scxfleet.workload.input.NoticeLog;
import org.scxfleet.workload.input.Place;
import org.scxfleet.workload.input.UniqueNames;

/**
 * Reads a workload: {@code {"nb_res": n, "jobs": [{"id", "subtime", "res", "profile", "walltime"}],
 * "profiles": {name: {"type": "delay", "delay": s}}}}, times in seconds.
 *
 * <p>Only profiles that are delays say how long a job takes; jobs of others are left out and
 * counted. A job that would outlive its wall time ends there, failed, as in Batsim.
 */
public final class BatsimReader {
    private static final ObjectMapper MAPPER =
            new ObjectMapper(
                    JsonFactory.builder()
                            .configure(StreamReadFeature.AUTO_CLOSE_SOURCE, false)
                            .configure(StreamReadFeature.STRICT_DUPLICATE_DETECTION, true)
                            .build());
    private static final List<String> JOB_KEYS =
            List.of("id", "subtime", "res", "profile", "walltime");
    private static final double SECONDS_MAX = 1L << 32;
    private static final double NS_PER_SECOND = 1e9;
    private static final String DELAY = "delay";
    private static final String DELAY_PROFILE = "delayprofile";

    private final String file;
    private final NoticeLog notices = new NoticeLog();
    private final List<Located> jobs = new ArrayList<>();
    private final Map<String, Located> profiles = new HashMap<>();
    private int resources;

    /** A part of the file and where it begins. */
    private record Located(JsonNode node, Place place) {}

    private BatsimReader(String file) {
        this.file = file;
    }

    /**
     * A workload and the cluster that it was made for.
     *
     * @param resources of the cluster, 0 where the file does not say
     */
    public record Workload(int resources, JobTrace trace) {}

    /**
     * @param in UTF-8; not closed
     * @param file name for messages
     * @throws BadInputException if the file has to be mended
     */
    public static Workload read(InputStream in, String file) throws IOException {
        BatsimReader reader = new BatsimReader(file);
        try (JsonParser json = MAPPER.createParser(in)) {
            try {
                reader.readAll(json);
            } catch (JsonProcessingException e) {
                throw new BadInputException(
                        place(file, e.getLocation()),
                        "",
                        "is no JSON here",
                        e.getOriginalMessage());
            }
        }
        return new Workload(reader.resources, reader.trace());
    }

    private static Place place(String file, @Nullable JsonLocation location) {
        return location == null || location.getLineNr() < 1
                ? Place.wholeFile(file)
                : new Place(file, location.getLineNr(), Math.max(0, location.getColumnNr()));
    }

    private void readAll(JsonParser json) throws IOException {
        if (json.nextToken() != JsonToken.START_OBJECT) {
            throw wrong(place(file, json.currentTokenLocation()), "", "is no object");
        }
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String key = json.currentName();
            json.nextToken();
            Place at = place(file, json.currentTokenLocation());
            switch (key) {
                case "jobs" -> readJobs(json, at);
                case "profiles" -> readProfiles(json, at);
                case "nb_res" -> {
                    JsonNode count = MAPPER.readTree(json);
                    if (!count.canConvertToInt() || count.asInt() < 1) {
                        throw wrong(at, key, "is " + count);
                    }
                    resources = count.asInt();
                }
                default -> {
                    notices.add(BatsimNotice.FIELD_IGNORED, at.toString(), key);
                    json.skipChildren();
                }
            }
        }
    }

    private void readJobs(JsonParser json, Place at) throws IOException {
        if (json.currentToken() != JsonToken.START_ARRAY) {
            throw wrong(at, "jobs", "is no list");
        }
        while (json.nextToken() != JsonToken.END_ARRAY) {
            Place place = place(file, json.currentTokenLocation());
            jobs.add(new Located(MAPPER.readTree(json), place));
        }
    }

    private void readProfiles(JsonParser json, Place at) throws IOException {
        if (json.currentToken() != JsonToken.START_OBJECT) {
            throw wrong(at, "profiles", "is no object");
        }
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            json.nextToken();
            Place place = place(file, json.currentTokenLocation());
            profiles.put(name, new Located(MAPPER.readTree(json), place));
        }
    }

    private JobTrace trace() {
        UniqueNames names = new UniqueNames();
        List<TimedJob> timed = new ArrayList<>();
        for (Located job : jobs) {
            for (Map.Entry<String, JsonNode> field : job.node().properties()) {
                if (!JOB_KEYS.contains(field.getKey())) {
                    notices.add(BatsimNotice.FIELD_IGNORED, job.place().toString(), field.getKey());
                }
            }
            String name = required(job, "id").asText();
            names.require(name, job.place(), "id");
            TimedJob read = job(job, name);
            if (read != null) {
                timed.add(read);
            }
        }
        if (timed.isEmpty()) {
            throw wrong(Place.wholeFile(file), "jobs", "has no job that takes a known time");
        }
        return new JobTrace(timed, notices.notices());
    }

    private @Nullable TimedJob job(Located job, String name) {
        long submitNs = Math.round(number(job, "subtime", 0) * NS_PER_SECOND);
        double count = number(job, "res", 1);
        if (count != Math.rint(count) || count > JobSpec.GPUS_MAX) {
            throw wrong(job.place(), "res", "is " + count);
        }
        String profileName = required(job, "profile").asText();
        Located profile = profiles.get(profileName);
        if (profile == null) {
            throw wrong(job.place(), "profile", "is \"" + profileName + "\", which is not there");
        }
        String type = required(profile, "type").asText().toLowerCase(Locale.ROOT);
        if (!type.equals(DELAY) && !type.equals(DELAY_PROFILE)) {
            notices.add(
                    BatsimNotice.NO_DURATION, job.place().toString(), name + " is of type " + type);
            return null;
        }
        long runNs = Math.max(1, Math.round(number(profile, DELAY, 0) * NS_PER_SECOND));
        boolean killed = false;
        if (job.node().has("walltime") && number(job, "walltime", -1) >= 0) {
            long wallNs = Math.max(1, Math.round(number(job, "walltime", -1) * NS_PER_SECOND));
            killed = wallNs < runNs;
            if (killed) {
                notices.add(BatsimNotice.WALLTIME, job.place().toString(), name);
                runNs = wallNs;
            }
        }
        return new TimedJob(new JobSpec(name, submitNs, (int) count, 1), runNs, killed, List.of());
    }

    private JsonNode required(Located object, String key) {
        JsonNode value = object.node().get(key);
        if (value == null || value.isContainerNode() || value.isNull()) {
            throw wrong(object.place(), key, "is missing");
        }
        return value;
    }

    private double number(Located object, String key, double least) {
        JsonNode value = required(object, key);
        if (!value.isNumber() || !(value.asDouble() >= least) || value.asDouble() > SECONDS_MAX) {
            throw wrong(object.place(), key, "is " + value);
        }
        return value.asDouble();
    }

    private static BadInputException wrong(Place place, String key, String problem) {
        return new BadInputException(
                place,
                key,
                problem,
                "give {\"nb_res\": n, \"jobs\": [{\"id\", \"subtime\", \"res\", \"profile\"}],"
                        + " \"profiles\": {name: {\"type\": \"delay\", \"delay\": seconds}}}");
    }
}
