package org.scxfleet.ops;

/** The callbacks of struct sched_ext_ops that the model knows, in the kernel's order. */
public enum Op {
    SELECT_CPU("select_cpu"),
    ENQUEUE("enqueue"),
    DEQUEUE("dequeue"),
    DISPATCH("dispatch"),
    TICK("tick"),
    RUNNABLE("runnable"),
    RUNNING("running"),
    STOPPING("stopping"),
    QUIESCENT("quiescent"),
    YIELD("yield"),
    CORE_SCHED_BEFORE("core_sched_before"),
    SET_WEIGHT("set_weight"),
    SET_CPUMASK("set_cpumask"),
    UPDATE_IDLE("update_idle"),
    CPU_ACQUIRE("cpu_acquire"),
    CPU_RELEASE("cpu_release"),
    INIT_TASK("init_task"),
    EXIT_TASK("exit_task"),
    ENABLE("enable"),
    DISABLE("disable"),
    DUMP("dump"),
    DUMP_CPU("dump_cpu"),
    DUMP_TASK("dump_task"),
    CGROUP_INIT("cgroup_init"),
    CGROUP_EXIT("cgroup_exit"),
    CGROUP_PREP_MOVE("cgroup_prep_move"),
    CGROUP_MOVE("cgroup_move"),
    CGROUP_CANCEL_MOVE("cgroup_cancel_move"),
    CGROUP_SET_WEIGHT("cgroup_set_weight"),
    CGROUP_SET_BANDWIDTH("cgroup_set_bandwidth"),
    CGROUP_SET_IDLE("cgroup_set_idle"),
    SUB_ATTACH("sub_attach"),
    SUB_DETACH("sub_detach"),
    SUB_CAPS_UPDATED("sub_caps_updated"),
    SUB_ECAPS_UPDATED("sub_ecaps_updated"),
    CPU_ONLINE("cpu_online"),
    CPU_OFFLINE("cpu_offline"),
    INIT_CIDS("init_cids"),
    INIT("init"),
    EXIT("exit");

    private final String kernelName;

    Op(String kernelName) {
        this.kernelName = kernelName;
    }

    /** The member name in struct sched_ext_ops. */
    public String kernelName() {
        return kernelName;
    }
}
