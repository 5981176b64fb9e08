package io.quorate.simulation.check;

import io.quorate.client.core.Moment;
import io.quorate.recipe.SessionId;

/** A client as far as it is judged. */
public interface Client {
    String name();

    /** Whether its program, asking now, would be told that this session is its own and valid. */
    boolean believes(SessionId session);

    /** By its own clocks. */
    Moment now();

    /** Its monotonic clock. */
    long localNanos();

    /** When it began to run, or went on after it had been stopped, by that clock. */
    long runningSinceNanos();
}
