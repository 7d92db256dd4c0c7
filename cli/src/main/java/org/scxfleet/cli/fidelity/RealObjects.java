package org.scxfleet.cli.fidelity;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.scxfleet.bpf.profile.ProfileOption;
import org.scxfleet.cli.bpf.BpfSchedulers;
import org.scxfleet.cli.scenario.ObjectFiles;
import org.scxfleet.cli.scenario.ObjectFiles.ObjectFile;
import org.scxfleet.host.SchedulerResolver;
import org.scxfleet.host.SchedulerSpec;
import org.scxfleet.workload.measured.SchedulerCommand;

/** The compiled schedulers themselves: {@code scx_simple.bpf.o} in a folder for scx_simple. */
public final class RealObjects implements SchedulerChoice {
    private static final String ENDING = ".bpf.o";

    private final Path folder;
    private final SortedMap<String, byte[]> bytesBySha256 = new TreeMap<>();

    public RealObjects(Path folder) {
        this.folder = folder;
    }

    @Override
    public SchedulerResolver resolver() {
        return scheduler -> {
            byte[] bytes = bytesBySha256.get(scheduler.objectSha256());
            if (bytes == null) {
                throw new IllegalArgumentException(scheduler.name() + " was not chosen here");
            }
            return BpfSchedulers.SHARED.load(scheduler, bytes);
        };
    }

    @Override
    public Choice choose(SchedulerCommand command) {
        if (!command.subSchedulers().isEmpty()) {
            return new Unavailable("needs a sub-scheduler");
        }
        if (command.isFair()) {
            return new Chosen(SchedulerSpec.NONE);
        }
        Path file = folder.resolve(command.program() + ENDING);
        if (!Files.isRegularFile(file)) {
            return new Unavailable("there is no " + file);
        }
        try {
            return load(command, file);
        } catch (IllegalArgumentException e) {
            return new Unavailable(String.valueOf(e.getMessage()));
        }
    }

    private Choice load(SchedulerCommand command, Path file) {
        ObjectFile bare = ObjectFiles.read(file, null, new TreeMap<>());
        SortedMap<String, String> options = new TreeMap<>(bare.scheduler().options());
        List<CommandArguments.Known> known =
                BpfSchedulers.SHARED.options(bare.scheduler(), bare.bytes()).stream()
                        .map(option ->
                                new CommandArguments.Known(
                                        option.letter(), option.kind() != ProfileOption.Kind.FLAG))
                        .toList();
        String problem = CommandArguments.read(command, command.program(), known, options);
        if (problem != null) {
            return new Unavailable(problem);
        }
        SchedulerSpec scheduler =
                new SchedulerSpec(
                        bare.scheduler().name(), options, bare.scheduler().objectSha256());
        BpfSchedulers.SHARED.check(scheduler, bare.bytes());
        bytesBySha256.put(scheduler.objectSha256(), bare.bytes());
        return new Chosen(scheduler);
    }
}
