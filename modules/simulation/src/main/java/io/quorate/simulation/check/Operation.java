package io.quorate.simulation.check;

import io.quorate.protocol.ReadLevel;
import io.quorate.recipe.queue.api.QueueContract.Granted;
import io.quorate.recipe.queue.api.QueueContract.Offer;
import io.quorate.recipe.system.SystemCommand;
import io.quorate.recipe.system.SystemQuery;
import java.util.Optional;

/**
 * A call or query that a client asked for.
 *
 * @param id unique in the world
 * @param client who asked
 * @param instance as {@link Places} name it
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
    @Override
    public String toString() {
        return "#" + id + " " + client.name() + " " + recipe + "/" + instance + " " + text(request)
                + level.map(read -> " " + read).orElse("");
    }

    /** Of a request or a reply, the same in every run: bytes would print as their address. */
    public static String text(Record message) {
        if (message instanceof SystemCommand.StageChunk chunk) {
            return "chunk at " + chunk.offset();
        } else if (message instanceof SystemCommand.RestorePart part) {
            return "part " + part.number() + " of restore " + part.restore();
        } else if (message instanceof Offer offer) {
            return "an item of " + offer.payload().length + " bytes";
        } else if (message instanceof Granted granted) {
            return "items "
                    + granted.items().stream()
                            .map(item -> item.id() + " for the " + item.attempt() + ". time")
                            .toList()
                    + " with token " + granted.token();
        } else if (message instanceof SystemQuery.BackupPart part) {
            return part.rows() + " rows of a backup" + (part.last() ? ", the last" : "");
        }
        return ReferenceModel.text(message).orElseGet(message::toString);
    }
}
