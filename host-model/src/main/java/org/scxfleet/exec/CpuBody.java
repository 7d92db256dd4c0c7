package org.scxfleet.exec;

import org.scxfleet.sched.RunQueue;
import org.scxfleet.task.Task;

/** A task whose work is not a program but a machine: a vCPU. It runs until it asks to be halted. */
public interface CpuBody {
    /** The task's CPU begins to execute it, at this speed. */
    void enter(RunQueue rq, Task task, int speedPer1024);

    /** The CPU stops executing it. */
    void leave(RunQueue rq, Task task);

    /** The CPU's speed changes while it executes. */
    void speedChanged(RunQueue rq, Task task, int speedPer1024);
}
