package io.quorate.simulation.check;

import io.quorate.protocol.ReadLevel;
import io.quorate.recipe.system.SystemCommand;
import java.util.Optional;

/**
 * A call or query that a client asked for.
 *
 * @param id unique in the world
 * @param client who asked
 * @param level of a query; empty for a command
 * @param invokedNanos true time
 * @param deadlineNanos by the client's own clock
 */
public record Operation(
        long id,
        Client client,
        String recipe,
        String instance,
        Record request,
        Optional<ReadLevel> level,
        long invokedNanos,
        long deadlineNanos) {
    /** The same in every run: a chunk's bytes would print as their address. */
    @Override
    public String toString() {
        String what =
                request instanceof SystemCommand.StageChunk chunk ? "chunk at " + chunk.offset() : request.toString();
        return "#" + id + " " + client.name() + " " + recipe + "/" + instance + " " + what
                + level.map(read -> " " + read).orElse("");
    }
}
