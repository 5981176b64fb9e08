package io.quorate.itests.crash;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/** What happens on a {@link Stage} while its victim may end. */
interface Story {
    String name();

    /** Kinds of steps without which this would show nothing, as in {@link StepLine#kind}. */
    List<String> needs();

    /**
     * Begins; completes when all of it is acknowledged, which may be after the victim came back.
     *
     * @param disk what the victim's disk is told first
     */
    CompletableFuture<?> begin(String disk) throws Exception;
}
