package org.scxfleet.bpf.code;

/** An environment without a host: one CPU, time 0, no task. For programs that are only computed. */
public class BareEnvironment implements Environment {
    @Override
    public long nowNs() {
        return 0;
    }

    @Override
    public long jiffies() {
        return 0;
    }

    @Override
    public int cpu() {
        return 0;
    }

    @Override
    public int cpuCount() {
        return 1;
    }

    @Override
    public int node() {
        return 0;
    }

    @Override
    public long currentTask() {
        return 0;
    }

    @Override
    public long currentPidTgid() {
        return 0;
    }

    @Override
    public String currentName() {
        return "";
    }

    @Override
    public long currentCgroupId(int level) {
        return 0;
    }

    @Override
    public int storageOwner(long address) {
        return -1;
    }

    @Override
    public int nextRandom() {
        return 0;
    }

    @Override
    public int distributePrevious() {
        return 0;
    }

    @Override
    public void distributePrevious(int cpu) {
        // With one CPU every pick is the same.
    }

    @Override
    public long perCpuAddress(long variable, int cpu) {
        return 0;
    }

    @Override
    public void print(String line) {
        // Nobody listens.
    }

    @Override
    public void armTimer(int timer, long expiryNs, int cpu) {
        // Time does not pass.
    }

    @Override
    public void cancelTimer(int timer) {
        // Nothing was armed.
    }
}
