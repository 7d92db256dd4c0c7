package org.scxfleet.bpf.object;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.scxfleet.bpf.btf.Btf;
import org.scxfleet.bpf.btf.BtfType;
import org.scxfleet.bpf.btf.CoreRecord;
import org.scxfleet.bpf.btf.CoreRelocator;
import org.scxfleet.bpf.btf.TypeMatch;
import org.scxfleet.bpf.code.AddressLayout;
import org.scxfleet.bpf.code.HostFunction;
import org.scxfleet.bpf.code.ProgramRefused;
import org.scxfleet.bpf.memory.Arena;
import org.scxfleet.bpf.memory.ProgramFault;

/** What one symbol, helper number or CO-RE relocation stands for. */
final class SymbolResolver {
    /** Helper number of a call that must not be reached, as libbpf writes it. */
    static final int POISON = 0xbad2310;

    /** A non-zero value for "this kfunc exists". */
    private static final long EXISTS = 1;

    /**
     * The value of a 64-bit constant.
     *
     * @param missing what the kernel lacks, or null
     * @param kernelFunction whether the constant asks for a kfunc
     */
    record Constant(long value, @Nullable Missing missing, boolean kernelFunction) {}

    /** The target of a call; one that faults when the kernel lacks it. */
    record Call(HostFunction target, @Nullable Missing missing) {}

    private final BpfObject object;
    private final KernelInterface kernel;
    private final CoreRelocator relocator;
    private final Map<String, Call> calls = new LinkedHashMap<>();

    SymbolResolver(BpfObject object, KernelInterface kernel) {
        this.object = object;
        this.kernel = kernel;
        this.relocator = new CoreRelocator(object.btf(), kernel.types());
    }

    CoreRelocator.Answer core(CoreRecord relocation) {
        return relocator.answer(relocation);
    }

    Constant constant(ElfFile.Symbol symbol, long addend) {
        if (symbol.section() == ElfFile.UNDEFINED) {
            return extern(symbol);
        }
        if (symbol.section() >= object.elf().sections().size()) {
            throw new ProgramRefused(
                    object.name() + ": symbol " + symbol.name() + " is in no section");
        }
        ElfFile.Section section = object.elf().sections().get(symbol.section());
        long offset = symbol.value() + addend;
        if (section.name().equals(".maps")) {
            int map = object.mapIndex(symbol.name());
            if (map < 0) {
                throw new ProgramRefused(object.name() + ": no definition of map " + symbol.name());
            }
            return new Constant(AddressLayout.mapHandle(map), null, false);
        }
        GlobalSection arena = object.arenaSection();
        if (arena != null && arena.elfIndex() == section.index()) {
            return new Constant(
                    Arena.userView(LinkedObject.ARENA_IMAGE_START + offset), null, false);
        }
        int map = object.mapOfSection(section.index());
        if (map < 0) {
            throw new ProgramRefused(
                    object.name()
                            + ": constant refers to section "
                            + section.name()
                            + ", which holds no data");
        }
        return new Constant(AddressLayout.mapValue(map, offset & 0xffffffffL), null, false);
    }

    private Constant extern(ElfFile.Symbol symbol) {
        BpfObject.Extern extern = object.externs().get(symbol.name());
        if (extern == null) {
            throw new ProgramRefused(object.name() + ": unknown extern " + symbol.name());
        }
        return switch (extern.kind()) {
            case CONFIGURATION -> configuration(extern);
            case VARIABLE -> {
                long address = kernel.kernelVariable(Btf.essentialName(extern.name()));
                Missing missing =
                        address == 0
                                ? new Missing(
                                        Missing.Kind.KERNEL_VARIABLE, extern.name(), !extern.weak())
                                : null;
                yield new Constant(address, missing, false);
            }
            case FUNCTION -> {
                Call call = call(symbol);
                yield new Constant(call.missing() == null ? EXISTS : 0, call.missing(), true);
            }
        };
    }

    private Constant configuration(BpfObject.Extern extern) {
        int map = object.mapOfSection(-1);
        GlobalSection section = object.maps().get(map).section();
        GlobalSection.Variable variable = section == null ? null : section.variable(extern.name());
        if (variable == null) {
            throw new ProgramRefused(
                    object.name() + ": configuration extern " + extern.name() + " has no place");
        }
        return new Constant(AddressLayout.mapValue(map, variable.offset()), null, false);
    }

    /**
     * Resolves a kfunc: a function of that essential name with a compatible prototype, and an
     * implementation here.
     */
    Call call(ElfFile.Symbol symbol) {
        return calls.computeIfAbsent(symbol.name(), name -> resolve(name, symbol.weak()));
    }

    private Call resolve(String name, boolean weak) {
        String wanted = Btf.essentialName(name);
        BpfObject.Extern extern = object.externs().get(name);
        int type = kernel.types().find(BtfType.Function.class, wanted);
        HostFunction target = kernel.kernelFunction(wanted);
        if (extern != null
                && extern.kind() == BpfObject.ExternKind.FUNCTION
                && type >= 0
                && target != null
                && TypeMatch.areCompatible(object.btf(), extern.type(), kernel.types(), type)) {
            return new Call(target, null);
        }
        return new Call(
                unresolved("call of " + name + ", which this kernel does not have"),
                new Missing(Missing.Kind.KFUNC, name, !weak));
    }

    Call helper(int number) {
        HostFunction target = kernel.helper(number);
        return target != null
                ? new Call(target, null)
                : new Call(
                        unresolved(
                                "call of helper "
                                        + CallNames.of(number)
                                        + ", which does not exist here"),
                        new Missing(Missing.Kind.HELPER, CallNames.of(number), true));
    }

    private static HostFunction unresolved(String why) {
        return (machine, r1, r2, r3, r4, r5) -> {
            throw new ProgramFault(ProgramFault.Kind.UNRESOLVED, why);
        };
    }
}
