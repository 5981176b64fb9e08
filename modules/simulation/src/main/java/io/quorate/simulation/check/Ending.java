package io.quorate.simulation.check;

import io.quorate.recipe.client.CallOutcome;

/** What a client was told of an operation, at some true time. */
public sealed interface Ending {
    long nanos();

    record Acknowledged(long nanos, long revision, Record reply) implements Ending {}

    record Failed(long nanos, String code, CallOutcome outcome, String message) implements Ending {}
}
