package io.quorate.recipe.lock;

import io.quorate.recipe.FencingToken;
import io.quorate.recipe.SessionId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Who has a lock, and how: the row of it.
 *
 * @param sequence number of the call within its session that acquired
 * @param label what the holder calls itself, may be empty
 * @param sinceMillis log time of the grant
 * @param sinceCalendarMillis UTC time of the grant in ms since 1970, for people
 * @param owner who of the session may acquire again while it holds; empty for nobody
 * @param entries acquires that were not given back yet, by their revisions, in the order in which they were granted; the hold
 *     ends with the last
 * @param endsMillis log time at which the hold ends at the latest; empty for no limit
 * @param lockDelayMillis log time that the lock is kept back when the hold is not given back
 * @param revokeRequest why somebody wants it back, if somebody does
 * @param detachedMillis log time that the hold goes on when its session ends; 0 for not at all
 * @param resumeDigest of the secret that resumes it, in hexadecimal digits; empty when it is not detached
 * @param orphanedUntilMillis log time at which it ends unless somebody resumes it; empty while its session lives
 * @param set names of the locks that were granted together with this one, itself included; empty for one alone
 */
public record Hold(
        FencingToken token,
        SessionId session,
        long sequence,
        String label,
        long sinceMillis,
        long sinceCalendarMillis,
        String owner,
        List<Long> entries,
        OptionalLong endsMillis,
        long lockDelayMillis,
        Optional<String> revokeRequest,
        long detachedMillis,
        String resumeDigest,
        OptionalLong orphanedUntilMillis,
        List<String> set) {
    /** Acquires of one hold that were not given back. */
    static final int MAX_ENTRIES = 256;

    boolean isOf(SessionId asking, String by) {
        return !owner.isEmpty() && owner.equals(by) && session.equals(asking);
    }

    boolean has(long entry) {
        return entries.contains(entry);
    }

    /** The acquire that was granted last. */
    long lastEntry() {
        return entries.get(entries.size() - 1);
    }

    Hold with(long entry) {
        List<Long> more = new ArrayList<>(entries);
        more.add(entry);
        return withEntries(more);
    }

    Hold without(long entry) {
        List<Long> fewer = new ArrayList<>(entries);
        fewer.remove((Object) entry);
        return withEntries(fewer);
    }

    Hold withEntries(List<Long> others) {
        return changed(others, endsMillis, revokeRequest, orphanedUntilMillis);
    }

    Hold endingAt(long logMillis) {
        return changed(entries, OptionalLong.of(logMillis), revokeRequest, orphanedUntilMillis);
    }

    Hold wantedBack(String reason) {
        return changed(entries, endsMillis, Optional.of(reason), orphanedUntilMillis);
    }

    Hold orphanedUntil(long logMillis) {
        return changed(entries, endsMillis, revokeRequest, OptionalLong.of(logMillis));
    }

    private Hold changed(
            List<Long> newEntries, OptionalLong newEnd, Optional<String> newRequest, OptionalLong newOrphanedUntil) {
        return new Hold(
                token,
                session,
                sequence,
                label,
                sinceMillis,
                sinceCalendarMillis,
                owner,
                newEntries,
                newEnd,
                lockDelayMillis,
                newRequest,
                detachedMillis,
                resumeDigest,
                newOrphanedUntil,
                set);
    }

    /** The same hold, with one acquire of another session. */
    Hold resumedBy(SessionId other, long itsSequence, long entry) {
        return new Hold(
                token,
                other,
                itsSequence,
                label,
                sinceMillis,
                sinceCalendarMillis,
                owner,
                List.of(entry),
                endsMillis,
                lockDelayMillis,
                revokeRequest,
                detachedMillis,
                resumeDigest,
                OptionalLong.empty(),
                set);
    }

    /** Log time that it may last yet; 0 for no limit. */
    long leftMillis(long nowMillis) {
        // What is due is ended before anybody else comes, so that at least 1 is left.
        return endsMillis.isPresent() ? Math.max(1, endsMillis.getAsLong() - nowMillis) : 0;
    }
}
