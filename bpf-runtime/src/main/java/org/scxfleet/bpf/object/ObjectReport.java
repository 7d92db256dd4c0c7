package org.scxfleet.bpf.object;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.scxfleet.bpf.code.ProgramRefused;

/**
 * What an object is and needs, for people: ops, flags, maps, globals, kfuncs, and the verdict
 * whether it runs here.
 *
 * @param runs the verdict
 * @param refusal why the object could not even be read or linked; null when it could
 * @param name value of the ops' name member, or the object's name without ops
 * @param opsType name of the struct_ops type, empty without one
 * @param ops members of the ops that point to programs, in the order of the struct
 * @param flags value of the ops' flags member as the object sets it
 * @param timeoutMs value of the ops' timeout_ms member as the object sets it
 * @param programs programs outside the ops
 * @param maps maps that are not global data
 * @param sections sections of global data
 * @param kernelFunctions kfuncs that are called or asked for
 * @param helpers numbers of the helpers that are called
 * @param missing what the kernel does not have
 * @param instructions number of instructions of all functions
 */
public record ObjectReport(
        boolean runs,
        @Nullable String refusal,
        String name,
        String opsType,
        List<String> ops,
        long flags,
        long timeoutMs,
        List<ObjectProgram> programs,
        List<MapLine> maps,
        List<SectionLine> sections,
        List<String> kernelFunctions,
        List<Integer> helpers,
        List<Missing> missing,
        int instructions) {
    /** One map. */
    public record MapLine(String name, String type, int keyBytes, int valueBytes, int maxEntries) {}

    /** One section of global data. */
    public record SectionLine(String name, int sizeBytes, List<String> variables) {}

    /** Examines an object without running it; never throws for a bad one. */
    public static ObjectReport of(String name, byte[] bytes, KernelInterface kernel) {
        try {
            BpfObject object = BpfObject.read(name, bytes);
            return of(ProgramLinker.link(object, kernel, List.of()));
        } catch (ProgramRefused refused) {
            return refusal(name, String.valueOf(refused.getMessage()));
        }
    }

    /** The report on something that could not be read or linked. */
    public static ObjectReport refusal(String name, String why) {
        return new ObjectReport(
                false, why, name, "", List.of(), 0, 0, List.of(), List.of(), List.of(), List.of(),
                List.of(), List.of(), 0);
    }

    /** Returns the same report on an object that is refused after all. */
    public ObjectReport refused(String why) {
        return new ObjectReport(
                false,
                why,
                name,
                opsType,
                ops,
                flags,
                timeoutMs,
                programs,
                maps,
                sections,
                kernelFunctions,
                helpers,
                missing,
                instructions);
    }

    /** Describes a linked object. */
    public static ObjectReport of(LinkedObject linked) {
        BpfObject object = linked.object();
        StructOps ops = object.structOps().isEmpty() ? null : object.structOps().getFirst();
        List<MapLine> maps = new ArrayList<>();
        List<SectionLine> sections = new ArrayList<>();
        for (ObjectMap map : object.maps()) {
            GlobalSection section = map.section();
            if (section == null) {
                maps.add(
                        new MapLine(
                                map.spec().name(),
                                map.spec().type().name(),
                                map.spec().keyBytes(),
                                map.spec().valueBytes(),
                                map.spec().maxEntries()));
            } else {
                sections.add(line(section));
            }
        }
        GlobalSection arena = object.arenaSection();
        if (arena != null) {
            sections.add(line(arena));
        }
        return new ObjectReport(
                linked.runs(),
                null,
                ops == null || ops.text("name").isEmpty() ? object.name() : ops.text("name"),
                ops == null ? "" : ops.type(),
                ops == null ? List.of() : List.copyOf(ops.functions().keySet()),
                ops == null ? 0 : ops.number("flags"),
                ops == null ? 0 : ops.number("timeout_ms"),
                object.programs().stream()
                        .filter(program -> program.type() != ObjectProgram.Type.STRUCT_OPS)
                        .toList(),
                maps,
                sections,
                linked.kernelFunctions(),
                linked.helpers(),
                linked.missing(),
                linked.image().length());
    }

    private static SectionLine line(GlobalSection section) {
        return new SectionLine(
                section.name(), section.sizeBytes(), List.copyOf(section.variables().keySet()));
    }
}
