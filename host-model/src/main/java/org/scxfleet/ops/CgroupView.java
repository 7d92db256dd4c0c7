package org.scxfleet.ops;

/** The cgroup tree of a kernel as a scheduler sees it. Cgroups are numbers; 0 is the root. */
public interface CgroupView {
    int count();

    /** Parent, or -1 for the root. */
    int parent(int cgroup);

    /** cpu.weight, 1..10000. */
    int weight(int cgroup);

    String path(int cgroup);

    /** Depth, 0 for the root. */
    int level(int cgroup);

    /** The ancestor at that level, or -1. */
    int ancestor(int cgroup, int level);

    boolean isOnline(int cgroup);

    /** 64-bit id as the kernel's cgroup ids; 1 is the root. */
    long id(int cgroup);
}
