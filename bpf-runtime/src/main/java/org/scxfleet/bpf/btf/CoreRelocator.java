package org.scxfleet.bpf.btf;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.scxfleet.bpf.code.Instruction;
import org.scxfleet.bpf.code.Opcode;
import org.scxfleet.bpf.code.ProgramRefused;

/**
 * CO-RE: what an instruction that was compiled against the object's types must hold on a kernel
 * with other types.
 *
 * <p>Candidates are the kernel's types with the same essential name; the access path is walked in
 * each of them by member names. Without a candidate that has the field, a question ("does it
 * exist?") is answered with no, and an access is poisoned: the program may hold it behind such a
 * question, and is ended if it gets there all the same. Follows libbpf (relo_core.c, 2026) in what
 * counts as the same field.
 */
public final class CoreRelocator {
    /** The answer to a relocation. */
    public sealed interface Answer {
        /**
         * A number for the instruction.
         *
         * @param value what it holds
         * @param sizeBytes new size of a load or store, or 0 when it keeps its own
         */
        record Value(long value, int sizeBytes) implements Answer {}

        /** The instruction must not be reached. */
        record Poison(String why) implements Answer {}
    }

    private final Btf local;
    private final Btf kernel;

    public CoreRelocator(Btf local, Btf kernel) {
        this.local = local;
        this.kernel = kernel;
    }

    /** Answers one relocation. */
    public Answer answer(CoreRecord relocation) {
        if (relocation.kind() == CoreRecord.Kind.TYPE_ID_LOCAL) {
            return new Answer.Value(relocation.type(), 0);
        }
        int root = local.resolve(relocation.type());
        BtfType type = local.type(root);
        String name = Btf.essentialName(local.type(relocation.type()).name());
        List<Answer.Value> answers = new ArrayList<>();
        for (int candidate : kernel.idsOf(name)) {
            if (sameKind(local.type(relocation.type()), kernel.type(candidate))) {
                Answer.Value value = tryCandidate(relocation, root, type, candidate);
                if (value != null && !answers.contains(value)) {
                    answers.add(value);
                }
            }
        }
        if (answers.size() > 1) {
            throw refused(relocation, "several types of the kernel give different answers");
        }
        if (answers.size() == 1) {
            return answers.getFirst();
        }
        return switch (relocation.kind()) {
            case FIELD_EXISTS, TYPE_EXISTS, TYPE_SIZE, TYPE_MATCHES, ENUM_EXISTS ->
                    new Answer.Value(0, 0);
            default -> new Answer.Poison(describe(relocation) + " does not exist in this kernel");
        };
    }

    private static boolean sameKind(BtfType ours, BtfType theirs) {
        if (ours instanceof BtfType.Composite a && theirs instanceof BtfType.Composite b) {
            return a.union() == b.union();
        }
        return ours.getClass() == theirs.getClass();
    }

    private Answer.@Nullable Value tryCandidate(
            CoreRecord relocation, int root, BtfType type, int candidate) {
        CoreRecord.Kind kind = relocation.kind();
        if (kind.isField()) {
            return field(relocation, root, candidate);
        }
        if (kind.isEnum()) {
            return constant(relocation, type, candidate);
        }
        boolean found =
                kind == CoreRecord.Kind.TYPE_MATCHES
                        ? TypeMatch.matches(local, root, kernel, candidate, 0)
                        : TypeMatch.areCompatible(local, root, kernel, candidate);
        if (!found) {
            return null;
        }
        return switch (kind) {
            case TYPE_SIZE -> new Answer.Value(kernel.sizeBytes(candidate), 0);
            case TYPE_ID_TARGET -> new Answer.Value(candidate, 0);
            default -> new Answer.Value(1, 0);
        };
    }

    private Answer.@Nullable Value constant(CoreRecord relocation, BtfType type, int candidate) {
        int index = FieldPath.indices(relocation.access(), why -> refused(relocation, why))[0];
        if (!(type instanceof BtfType.Enumeration ours) || index >= ours.constants().size()) {
            throw refused(relocation, "constant " + relocation.access() + " does not exist");
        }
        String wanted = Btf.essentialName(ours.constants().get(index).name());
        if (kernel.resolved(candidate) instanceof BtfType.Enumeration theirs) {
            for (BtfType.Constant constant : theirs.constants()) {
                if (Btf.essentialName(constant.name()).equals(wanted)) {
                    boolean exists = relocation.kind() == CoreRecord.Kind.ENUM_EXISTS;
                    return new Answer.Value(exists ? 1 : constant.value(), 0);
                }
            }
        }
        return null;
    }

    private Answer.@Nullable Value field(CoreRecord relocation, int root, int candidate) {
        int[] indices = FieldPath.indices(relocation.access(), why -> refused(relocation, why));
        FieldPath ours = FieldPath.local(local, root, indices, why -> refused(relocation, why));
        FieldPath theirs = FieldPath.target(local, ours, kernel, candidate);
        if (theirs == null) {
            return null;
        }
        if (relocation.kind() == CoreRecord.Kind.FIELD_EXISTS) {
            return new Answer.Value(1, 0);
        }
        return FieldPlace.of(kernel, theirs)
                .answer(relocation.kind(), kernel, theirs, memorySize(ours, theirs));
    }

    /**
     * The size that a load of the field must have: 0 when it keeps its own, -1 when a load cannot
     * be adjusted.
     */
    private int memorySize(FieldPath ours, FieldPath theirs) {
        BtfType a = local.type(ours.type());
        BtfType b = kernel.type(theirs.type());
        if (a instanceof BtfType.Int from && b instanceof BtfType.Int to) {
            if (from.sizeBytes() == to.sizeBytes()) {
                return 0;
            }
            return !from.signed() && !to.signed() ? to.sizeBytes() : -1;
        }
        return 0;
    }

    /**
     * Puts an answer into an instruction.
     *
     * @param second the instruction after it, which is the second half of a 64-bit constant
     * @return the new instruction, and for a 64-bit constant its new second half
     */
    public static List<Instruction> patch(
            Instruction instruction,
            Instruction second,
            Answer.Value answer,
            CoreRecord relocation) {
        int type = Opcode.classOf(instruction.opcode());
        long value = answer.value();
        switch (type) {
            case Opcode.ALU, Opcode.ALU64 -> {
                if ((instruction.opcode() & Opcode.X) != 0) {
                    throw refused(relocation, "relocates an instruction without immediate");
                }
                return List.of(withImm(instruction, (int) value));
            }
            case Opcode.LDX, Opcode.ST, Opcode.STX -> {
                if (value > Short.MAX_VALUE) {
                    throw refused(relocation, "offset " + value + " does not fit the instruction");
                }
                return List.of(
                        new Instruction(
                                withSize(instruction.opcode(), answer.sizeBytes()),
                                instruction.dst(),
                                instruction.src(),
                                (int) value,
                                instruction.imm()));
            }
            default -> {
                if (instruction.opcode() != Opcode.LD_IMM64) {
                    throw refused(relocation, "relocates an instruction of an unexpected kind");
                }
                return List.of(
                        withImm(instruction, (int) value), withImm(second, (int) (value >>> 32)));
            }
        }
    }

    private static Instruction withImm(Instruction i, int imm) {
        return new Instruction(i.opcode(), i.dst(), i.src(), i.offset(), imm);
    }

    private static int withSize(int opcode, int sizeBytes) {
        return switch (sizeBytes) {
            case 1 -> (opcode & ~0x18) | Opcode.B;
            case 2 -> (opcode & ~0x18) | Opcode.H;
            case 4 -> (opcode & ~0x18) | Opcode.W;
            case 8 -> (opcode & ~0x18) | Opcode.DW;
            default -> opcode;
        };
    }

    private String describe(CoreRecord relocation) {
        return local.type(relocation.type()).name()
                + " "
                + relocation.access()
                + " ("
                + relocation.kind()
                + ")";
    }

    private static ProgramRefused refused(CoreRecord relocation, String why) {
        return new ProgramRefused(
                "relocation of "
                        + relocation.section()
                        + " instruction "
                        + relocation.instruction()
                        + ": "
                        + why);
    }
}
