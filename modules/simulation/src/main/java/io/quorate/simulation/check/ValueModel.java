package io.quorate.simulation.check;

import java.util.Optional;

/** What operations make of an atomic value of one kind, which is a number here. What it was at first is 0. */
interface ValueModel {
    /** What is before an operation, and what is behind it. */
    record Change(long found, long left) {}

    /** What a command makes of the value; empty when it would be refused. */
    Optional<Long> after(Record command, long before);

    /** What is left once a command or a read has been answered like this; empty when that does not follow from what was before. */
    Optional<Long> explained(Record request, Record reply, long before);

    /** What the reply of a command says by itself; empty when that is too little. */
    Optional<Change> change(Record command, Record reply);
}
