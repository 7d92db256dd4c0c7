package org.scxfleet.task;

/** The dispatch queue that holds a task, as the task knows it: by its id. */
public interface DsqRef {
    long id();
}
