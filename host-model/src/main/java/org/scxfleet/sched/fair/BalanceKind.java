package org.scxfleet.sched.fair;

/** What a CPU that balances is doing meanwhile (enum cpu_idle_type). */
enum BalanceKind {
    BUSY,
    IDLE,
    NEWLY_IDLE
}
