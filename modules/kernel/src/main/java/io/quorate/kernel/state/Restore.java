package io.quorate.kernel.state;

import io.quorate.recipe.system.RestoreDigest;
import io.quorate.recipe.system.SystemCommand;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A restore that is under way; there is at most one.
 *
 * @param id revision at which it began
 * @param session that began it
 * @param target where the revisions go on; empty before the switch
 */
public record Restore(
        long id,
        Phase phase,
        long session,
        SystemCommand.BeginRestore request,
        Received received,
        Optional<Target> target) {
    /** Where a restore is. */
    public enum Phase {
        /** Parts come in. */
        STAGING,
        /** It was given up, and what came in goes out again. */
        DROPPING,
        /** The entry is being applied in which the switch happens. */
        SWITCHING,
        /** What was replaced goes, and holds of sessions that do not exist end. */
        SETTLING
    }

    /**
     * What came in so far.
     *
     * @param digest of all parts
     * @param lastPart digest of the last part alone
     * @param lastKey of the last row; keys ascend
     * @param instances that came in
     * @param others timers, holds and settings, which the switch touches too
     * @param usedBytes logical bytes, by namespace
     */
    public record Received(
            long parts,
            long rows,
            byte[] digest,
            byte[] lastPart,
            byte[] lastKey,
            long instances,
            long others,
            SortedMap<String, Long> usedBytes) {
        static final Received NOTHING =
                new Received(0, 0, RestoreDigest.none().value(), new byte[0], new byte[0], 0, 0, new TreeMap<>());
    }

    /**
     * Where the revisions go on.
     *
     * @param revision of the switch
     * @param replaced instances that it takes away
     */
    public record Target(int epoch, long revision, long replaced) {}

    /** A restore without any part. */
    public static Restore begun(long id, long session, SystemCommand.BeginRestore request) {
        return new Restore(id, Phase.STAGING, session, request, Received.NOTHING, Optional.empty());
    }

    /** The one that is under way. */
    public static Optional<Restore> of(Rows rows) {
        byte @Nullable [] row = rows.get(RestoreKeys.restore());
        return Optional.ofNullable(row).map(StateRows.RESTORE::decode);
    }

    /** The whole state is restored, and not one namespace. */
    public boolean isWhole() {
        return request.namespace().isEmpty();
    }

    public boolean takesNamespace(String namespace) {
        return request.namespace().map(namespace::equals).orElse(true);
    }

    public Restore in(Phase next) {
        return new Restore(id, next, session, request, received, target);
    }

    public Restore with(Received more) {
        return new Restore(id, phase, session, request, more, target);
    }

    public Restore switchingTo(Target where) {
        return new Restore(id, Phase.SWITCHING, session, request, received, Optional.of(where));
    }

    /**
     * Where the revisions go on: above everything that the backup, this cluster or one that was lost has given.
     *
     * @return empty when there is no number left above
     */
    public Optional<Target> next(int epoch, long revision, long calendarMillis, long replaced) {
        int lastEpoch = Math.max(Math.max(epoch, request.source().epoch()), request.epochAbove());
        long lastRevision = Math.max(revision, request.source().revision());
        return Leap.above(lastEpoch, lastRevision, calendarMillis)
                .map(leap -> new Target(leap.epoch(), leap.revision(), replaced));
    }
}
