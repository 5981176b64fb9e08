package io.quorate.recipe.lock;

import io.quorate.recipe.lock.api.LockContract.Acquire;
import io.quorate.recipe.lock.api.LockContract.AcquireAll;
import java.util.List;

/**
 * What is remembered of a call that waits: the hold that it asks for.
 *
 * @param set names of the locks that are to be granted together, first the one that is asked; empty for one alone
 */
record Note(
        String label,
        String owner,
        long maxHoldMillis,
        long lockDelayMillis,
        long detachedMillis,
        String resumeDigest,
        List<String> set) {
    static Note of(Acquire request) {
        return new Note(
                request.label(),
                request.owner(),
                request.maxHoldMillis(),
                request.lockDelayMillis(),
                request.detachedMillis(),
                request.resumeDigest(),
                List.of());
    }

    static Note of(AcquireAll request, List<String> set) {
        return new Note(request.label(), "", request.maxHoldMillis(), request.lockDelayMillis(), 0, "", set);
    }
}
