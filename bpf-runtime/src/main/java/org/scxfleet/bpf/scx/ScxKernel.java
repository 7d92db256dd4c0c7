package org.scxfleet.bpf.scx;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.scxfleet.bpf.btf.Btf;
import org.scxfleet.bpf.call.CallTable;
import org.scxfleet.bpf.call.CpumaskFunctions;
import org.scxfleet.bpf.code.HostFunction;
import org.scxfleet.bpf.kernel.KernelTypes;
import org.scxfleet.bpf.kernel.TypeTable;
import org.scxfleet.bpf.object.KernelInterface;
import org.scxfleet.ops.OpsForm;

/**
 * The emulated kernel as objects are linked against it: a Linux 7.3.4 with sched_ext, its types,
 * its functions, its configuration.
 *
 * <p>Only the newest names are there, as in that kernel: programs ask which spelling exists and
 * take their path accordingly. The tick rate is the only part that differs between hosts.
 */
public final class ScxKernel implements KernelInterface {
    /** Version in the kernel's encoding, as {@code LINUX_KERNEL_VERSION}. */
    private static final long VERSION = 7 << 16 | 3 << 8 | 4;

    private static final Btf TYPES = types0();

    private final int hz;

    /**
     * @param hz ticks per second of the hosts
     */
    public ScxKernel(int hz) {
        this.hz = hz;
    }

    private static Btf types0() {
        TypeTable table = KernelTypes.table();
        GenericDeclarations.all().forEach(table::function);
        for (ScxFunction function : ScxTable.TABLE.all()) {
            table.function(function.declaration());
        }
        return table.build("emulated kernel");
    }

    @Override
    public Btf types() {
        return TYPES;
    }

    @Override
    public @Nullable HostFunction helper(int number) {
        return CallTable.GENERIC.helper(number);
    }

    @Override
    public @Nullable HostFunction kernelFunction(String name) {
        ScxFunction function = ScxTable.TABLE.named(name);
        return function == null ? CallTable.GENERIC.function(name) : function.target();
    }

    @Override
    public long kernelVariable(String name) {
        return KernelTypes.variableAddress(name);
    }

    @Override
    public @Nullable Configuration configuration(String name) {
        return switch (name) {
            case "LINUX_KERNEL_VERSION" -> new Configuration.Number(VERSION);
            case "CONFIG_HZ" -> new Configuration.Number(hz);
            case "CONFIG_NR_CPUS" -> new Configuration.Number(CpumaskFunctions.MASK_CPUS);
            case "CONFIG_PREEMPT_RCU",
                    "CONFIG_X86_64",
                    "CONFIG_SMP",
                    "CONFIG_CGROUPS",
                    "CONFIG_CGROUP_SCHED",
                    "CONFIG_EXT_GROUP_SCHED",
                    "CONFIG_SCHED_CLASS_EXT" ->
                    new Configuration.Number(1);
            case "CONFIG_LOCALVERSION", "CONFIG_CC_VERSION_TEXT" -> new Configuration.Text("");
            default -> null;
        };
    }

    @Override
    public List<String> structOpsTypes() {
        return List.of(OpsForm.CPU.structName(), OpsForm.CID.structName());
    }
}
