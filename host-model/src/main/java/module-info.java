/**
 * The model of one host. What is exported is what schedulers, guests and shells may see of it; how
 * the kernel model schedules ({@code sched}, {@code sync}, {@code energy}) stays inside.
 */
module org.scxfleet.host.model {
    requires static org.jspecify;

    exports org.scxfleet.cgroup;
    exports org.scxfleet.cid;
    exports org.scxfleet.engine;
    exports org.scxfleet.gpu;
    exports org.scxfleet.host;
    exports org.scxfleet.ops;
    exports org.scxfleet.stats;
    exports org.scxfleet.task;
    exports org.scxfleet.topology;
    exports org.scxfleet.trace;
}
